// nodemailer: a pool of kept connections, a mail of two parts per recipient. `node by_nodemailer.mjs PORT MESSAGES CONNECTIONS TEXT HTML`
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { performance } from "node:perf_hooks";
import process from "node:process";

const nodemailer = createRequire(process.env.PEERS + "/")("nodemailer");
const [port, messages, connections] = process.argv.slice(2, 5).map(Number);
const [text, html] = process.argv.slice(5).map((path) => readFileSync(path, "utf-8"));
const pool = nodemailer.createTransport({
  pool: true, host: "127.0.0.1", port, secure: false, ignoreTLS: true, maxConnections: connections, maxMessages: Infinity,
  name: "news.example.org",
});
const before = process.cpuUsage(), began = performance.now();
let next = 0;
// As many under way as there are connections, each taking the next when it is done: a pool that is never starved nor flooded.
await Promise.all(Array.from({ length: connections * 2 }, async () => {
  while (next < messages) {
    const number = next++;
    await pool.sendMail({
      from: "World briefing <world@news.example.org>", to: `reader${number}@example.org`, subject: "World briefing", text, html,
    });
  }
}));
const took = (performance.now() - began) / 1000, used = process.cpuUsage(before);
console.log(JSON.stringify({ messages, took, cpu: (used.user + used.system) / 1e6, peak: process.resourceUsage().maxRSS * 1024 }));
pool.close();
