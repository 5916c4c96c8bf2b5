import { describe, expect, it } from 'vitest';
import { parseMultistatus, WebDavError } from '../../../server/storage/multistatus.ts';

/** A file's or folder's part of an answer. */
function response(href: string, properties: string, status = 'HTTP/1.1 200 OK'): string {
  return `<D:response><D:href>${href}</D:href><D:propstat><D:prop>${properties}</D:prop><D:status>${status}</D:status></D:propstat></D:response>`;
}
const answer = (...responses: string[]): string =>
  `<?xml version="1.0" encoding="utf-8"?><D:multistatus xmlns:D="DAV:">${responses.join('')}</D:multistatus>`;
const collection = '<D:resourcetype><D:collection/></D:resourcetype>';
const file = (size: number): string => `<D:resourcetype/><D:getcontentlength>${size}</D:getcontentlength>`;

describe('parseMultistatus', () => {
  it('returns the folder and its children, in any order', () => {
    const parts = [response('/eos/a.root', file(12)), response('/eos/', collection), response('/eos/sub/', collection)];
    const read = parseMultistatus(answer(...parts));
    expect(read.self).toMatchObject({ name: 'eos', kind: 'folder' });
    expect(read.inside).toMatchObject([
      { name: 'a.root', kind: 'file', size: 12 },
      { name: 'sub', kind: 'folder' },
    ]);
    expect(parseMultistatus(answer(...parts.reverse())).inside).toHaveLength(2);
  });

  it('accepts any namespace prefix, absolute URLs, unescaped names and several propstat elements', () => {
    const text = `<multistatus xmlns="DAV:"><response><href>https://eos.example:8443/eos/</href><propstat><prop>
      <resourcetype><collection xmlns="DAV:"/></resourcetype></prop><status>HTTP/1.1 200 OK</status></propstat></response>
      <lp1:response xmlns:lp1="DAV:"><lp1:href>https://eos.example:8443/eos/a%20b&amp;c.root</lp1:href>
      <lp1:propstat><lp1:prop><lp1:owner/></lp1:prop><lp1:status>HTTP/1.1 404 Not Found</lp1:status></lp1:propstat>
      <lp1:propstat><lp1:prop><lp1:resourcetype/><lp1:getcontentlength>7</lp1:getcontentlength>
      <lp1:getlastmodified>Wed, 01 Nov 2023 10:00:00 GMT</lp1:getlastmodified></lp1:prop><lp1:status>HTTP/1.1 200 OK</lp1:status></lp1:propstat>
      </lp1:response><response><href>/eos/100%.root</href><propstat><prop><resourcetype/><getcontentlength>1</getcontentlength></prop>
      <status>HTTP/2 200</status></propstat></response></multistatus>`;
    expect(parseMultistatus(text).inside).toEqual([
      { name: 'a b&c.root', kind: 'file', size: 7, modifiedAt: new Date('2023-11-01T10:00:00Z') },
      { name: '100%.root', kind: 'file', size: 1, modifiedAt: new Date(0) },
    ]);
  });

  it.each([
    ['outside the folder', response('/other/a.root', file(1))],
    ['below a subfolder', response('/eos/sub/a.root', file(1))],
    ['above it', response('/eos/..', collection)],
    ['with an escaped path', response('/eos/a%2F..%2Fb', file(1))],
    ['not accessible', response('/eos/a.root', '', 'HTTP/1.1 403 Forbidden')],
    ['with an invalid size', response('/eos/a.root', '<D:resourcetype/><D:getcontentlength>-1</D:getcontentlength>')],
  ])('ignores an entry %s', (_what, odd) => {
    const { self, inside } = parseMultistatus(answer(response('/eos/', collection), odd));
    expect([self.name, inside]).toEqual(['eos', []]);
  });

  it.each([
    ['', /^empty response$/],
    [answer(), /no multistatus element/],
    [answer('<D:response/>'), /no existing resource/],
    [answer(response('/eos/', '', 'HTTP/1.1 404 Not Found')), /no existing resource/],
    ['<a><b></a>', /invalid XML/],
    ['<!doctype html><html></html>', /document type declaration/],
  ])('rejects %j', (text, message) => {
    expect(() => parseMultistatus(text)).toThrow(message);
    expect(() => parseMultistatus(text)).toThrow(WebDavError);
  });
});
