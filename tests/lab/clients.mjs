// Which features of a mail's HTML some client does not support, or only partly: caniemail's data, asked by its npm package.
// usage: node clients.mjs PATH_OF_PACKAGE CLIENTS < mails.json → {"feature": ["client", …]}
import { readFileSync } from 'node:fs';

const { caniemail } = await import(process.argv[2]);
const clients = process.argv[3].split(',');
const found = {};
for (const html of JSON.parse(readFileSync(0, 'utf8'))) {
  const { issues } = caniemail({ clients, html });
  for (const [severity, byClient] of [['no', issues.errors], ['partly', issues.warnings]]) {
    for (const [client, features] of byClient) {
      for (const { title } of features) ((found[title] ??= {})[client] ??= severity);
    }
  }
}
console.log(JSON.stringify(found));
