import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { download } from '../../scripts/setup/download.mjs';
import { SetupFailure } from '../../scripts/setup/failure.mjs';
import { withRetries } from '../../scripts/setup/retry.mjs';

const folder = mkdtempSync(join(tmpdir(), 'convnets-download-'));
const servers: Server[] = [];
after(() => {
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true, force: true });
});

const content = randomBytes(3_000_000);
const sha256 = createHash('sha256').update(content).digest('hex');
const quiet = (): void => {};

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return `http://127.0.0.1:${address.port}/file.whl`;
}

/** Sends the rest of the content that the request asks for, at most `most` bytes, and then cuts the connection. */
function sendRest(request: IncomingMessage, response: ServerResponse, most: number): void {
  const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const rest = content.subarray(from);
  response.writeHead(from > 0 ? 206 : 200, { 'content-length': rest.length });
  if (rest.length <= most) response.end(rest);
  else response.write(rest.subarray(0, most), () => request.socket.destroy());
}

test('a download that is cut again and again goes on where it stopped', async () => {
  const starts: number[] = [];
  const url = await serve((request, response) => {
    starts.push(Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0));
    sendRest(request, response, 1_000_000);
  });
  const file = join(folder, 'cut.whl');
  await withRetries(() => download(url, file, sha256, quiet), { note: quiet, sleep: async () => {} });
  assert.deepEqual(readFileSync(file), content);
  assert.ok(starts.length >= 3);
  for (const [i, start] of starts.entries())
    assert.ok(i === 0 ? start === 0 : start > (starts[i - 1] ?? 0), `${starts}`);
  assert.ok(!existsSync(`${file}.part`));
});

test('what an earlier, killed run left is gone on with', async () => {
  const url = await serve((request, response) => sendRest(request, response, 1e9));
  const file = join(folder, 'killed.whl');
  writeFileSync(`${file}.part`, content.subarray(0, 123_456));
  const seen: number[] = [];
  await download(url, file, sha256, got => seen.push(got));
  assert.ok(Math.min(...seen) > 123_456);
  assert.deepEqual(readFileSync(file), content);
});

test('a server that cannot send parts is asked for the whole', async () => {
  const url = await serve((_request, response) => {
    response.writeHead(200, { 'content-length': content.length });
    response.end(content);
  });
  const file = join(folder, 'whole.whl');
  writeFileSync(`${file}.part`, content.subarray(0, 1000));
  await download(url, file, sha256, quiet);
  assert.equal(statSync(file).size, content.length);
});

test('a part that is complete already is taken', async () => {
  const url = await serve((_request, response) => response.writeHead(416).end());
  const file = join(folder, 'complete.whl');
  writeFileSync(`${file}.part`, content);
  await download(url, file, sha256, quiet);
  assert.deepEqual(readFileSync(file), content);
});

test('redirects are followed', async () => {
  const target = await serve((request, response) => sendRest(request, response, 1e9));
  const url = await serve((_request, response) => response.writeHead(302, { location: target }).end());
  const file = join(folder, 'redirected.whl');
  await download(url, file, sha256, quiet);
  assert.deepEqual(readFileSync(file), content);
});

test('a file on this machine is copied', async () => {
  const source = join(folder, 'source.whl');
  writeFileSync(source, content);
  const file = join(folder, 'copied.whl');
  await download(pathToFileURL(source).href, file, sha256, quiet);
  assert.deepEqual(readFileSync(file), content);
});

test('wrong content is thrown away, and the message holds both checksums', async () => {
  const url = await serve((_request, response) => response.end('something else'));
  const file = join(folder, 'wrong.whl');
  const found = createHash('sha256').update('something else').digest('hex');
  await assert.rejects(download(url, file, sha256, quiet), error => {
    assert.ok(error instanceof SetupFailure);
    assert.equal(error.message, 'the downloaded file is not the expected one, and was thrown away.');
    assert.deepEqual(error.lines, [`expected sha256 ${sha256}`, `received sha256 ${found}`]);
    assert.equal(error.network, false);
    return true;
  });
  assert.ok(!existsSync(file) && !existsSync(`${file}.part`));
});

const statuses = [
  [404, false],
  [503, true],
] as const;
for (const [status, network] of statuses) {
  test(`status ${status} ${network ? 'is' : 'is not'} tried again`, async () => {
    const url = await serve((_request, response) => response.writeHead(status).end());
    await assert.rejects(download(url, join(folder, `${status}.whl`), sha256, quiet), error => {
      assert.ok(error instanceof SetupFailure);
      assert.equal(error.network, network);
      assert.deepEqual(error.lines, [`the server answered with status ${status}`]);
      return true;
    });
  });
}

test('a server that is not there counts as a cut network', async () => {
  await assert.rejects(download('http://127.0.0.1:9/file', join(folder, 'none.whl'), sha256, quiet), error => {
    assert.ok(error instanceof SetupFailure);
    assert.equal(error.network, true);
    assert.match(error.lines[0] ?? '', /ECONNREFUSED/);
    assert.equal(error.remedy, 'check the connection to the internet, then run the same command again.');
    return true;
  });
});
