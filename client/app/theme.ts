import { createTheme } from '@mantine/core';

/** Lists of options scroll themselves: an element between a list and its options is one that the keyboard cannot scroll. */
const list = { withScrollArea: false, styles: { options: { maxHeight: 260, overflowY: 'auto' } } };

const inputs = ['TextInput', 'NumberInput', 'Textarea', 'Checkbox', 'Switch', 'SegmentedControl'];

export const theme = createTheme({
  primaryColor: 'blue',
  // White text on this shade, and links of it on white, have the contrast of 4.5 to 1 that WCAG AA requires.
  primaryShade: 8,
  defaultRadius: 'sm',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  components: {
    ...Object.fromEntries(inputs.map((name) => [name, { defaultProps: { size: 'xs' } }])),
    Select: { defaultProps: { size: 'xs', ...list } },
    MultiSelect: { defaultProps: { size: 'xs', ...list } },
    // The first item has the focus, not an element that a menu may not contain.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Button: { defaultProps: { size: 'xs', variant: 'default' } },
    Badge: { defaultProps: { size: 'sm', variant: 'filled', tt: 'none' } },
  },
});
