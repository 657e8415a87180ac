// What npm's mailparser reads in a mail's header.
// usage: node mailparser.mjs PATH_OF_PACKAGE < mails, base64, one a line → one JSON object a line
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const { default: parser } = await import(pathToFileURL(process.argv[2]));
const addresses = (field) => (field?.value ?? []).map(({ name, address, group }) => [name, address ?? null, group ? true : false]);
for await (const line of createInterface({ input: process.stdin })) {
  const mail = await parser.simpleParser(Buffer.from(line, 'base64'), { skipImageLinks: true, skipHtmlToText: true, skipTextToHtml: true });
  console.log(JSON.stringify({
    names: mail.headerLines.map(({ line }) => line.slice(0, line.indexOf(':'))),
    from: addresses(mail.from),
    to: addresses(mail.to),
    reply_to: addresses(mail.replyTo),
    others: [...addresses(mail.cc), ...addresses(mail.bcc)],
    subject: mail.subject ?? '',
  }));
}
