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

describe('an answer to PROPFIND', () => {
  it('tells the folder and what is in it, in whichever order', () => {
    const parts = [response('/eos/a.root', file(12)), response('/eos/', collection), response('/eos/sub/', collection)];
    const read = parseMultistatus(answer(...parts));
    expect(read.self).toMatchObject({ name: 'eos', kind: 'folder' });
    expect(read.inside).toMatchObject([
      { name: 'a.root', kind: 'file', size: 12 },
      { name: 'sub', kind: 'folder' },
    ]);
    expect(parseMultistatus(answer(...parts.reverse())).inside).toHaveLength(2);
  });

  it('may have another prefix or none, whole addresses, names escaped or not, two kinds of propstat', () => {
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
    ['outside of the folder', response('/other/a.root', file(1))],
    ['deeper than in the folder', response('/eos/sub/a.root', file(1))],
    ['above it', response('/eos/..', collection)],
    ['of a hidden path', response('/eos/a%2F..%2Fb', file(1))],
    ['that may not be seen', response('/eos/a.root', '', 'HTTP/1.1 403 Forbidden')],
    ['of a size that is none', response('/eos/a.root', '<D:resourcetype/><D:getcontentlength>-1</D:getcontentlength>')],
  ])('says nothing by what is %s', (_what, odd) => {
    const { self, inside } = parseMultistatus(answer(response('/eos/', collection), odd));
    expect([self.name, inside]).toEqual(['eos', []]);
  });

  it.each([
    ['', /^it is empty$/],
    [answer(), /it is no WebDAV answer/],
    [answer('<D:response/>'), /it tells of nothing that is there/],
    [answer(response('/eos/', '', 'HTTP/1.1 404 Not Found')), /it tells of nothing that is there/],
    ['<a><b></a>', /it is no XML/],
    ['<!doctype html><html></html>', /declares a document type/],
  ])('that is none is refused: %j', (text, message) => {
    expect(() => parseMultistatus(text)).toThrow(message);
    expect(() => parseMultistatus(text)).toThrow(WebDavError);
  });
});
