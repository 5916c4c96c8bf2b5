import DOMPurify from 'dompurify';
import { Marked } from 'marked';

/** The elements that Markdown makes. No pictures: they would load from anywhere. */
const allowedTags =
  'p br hr blockquote pre code em strong del ul ol li a h1 h2 h3 h4 h5 h6 table thead tbody tr th td'.split(' ');

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const marked = new Marked({
  gfm: true,
  breaks: true,
  renderer: {
    // HTML is text, not markup.
    html: ({ text }) => escapeHtml(text),
    // The address of a picture is a link; one that is no web address is removed below, like that of any link.
    image({ href, text }) {
      return this.parser.renderer.link({
        type: 'link',
        raw: '',
        href,
        text,
        tokens: [{ type: 'text', raw: text, text: text || href }],
      });
    },
    // A checkbox would look like a control.
    checkbox: ({ checked }) => (checked ? '[x] ' : '[ ] '),
  },
});

/** Sanitizes on its own: hooks of another user of the library do not apply. */
const purify = DOMPurify(window);
purify.addHook('afterSanitizeAttributes', (node) => {
  if (node.tagName !== 'A') return;
  node.setAttribute('target', '_blank');
  node.setAttribute('rel', 'noopener noreferrer');
});

/** Markdown as elements: only those of `allowedTags`, only links to http(s) addresses, which open in a new tab. HTML in it becomes text. */
export function renderMarkdown(text: string): DocumentFragment {
  return purify.sanitize(marked.parse(text, { async: false }), {
    ALLOWED_TAGS: allowedTags,
    ALLOWED_ATTR: ['href', 'align', 'start'],
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    ALLOWED_URI_REGEXP: /^https?:\/\//i,
    RETURN_DOM_FRAGMENT: true,
  });
}
