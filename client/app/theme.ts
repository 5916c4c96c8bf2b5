import { createTheme } from '@mantine/core';

const inputs = [
  'Select',
  'MultiSelect',
  'TextInput',
  'NumberInput',
  'Textarea',
  'Checkbox',
  'Switch',
  'SegmentedControl',
];

export const theme = createTheme({
  primaryColor: 'blue',
  // White text on this shade, and links of it on white, have the contrast of 4.5 to 1 that WCAG AA requires.
  primaryShade: 8,
  defaultRadius: 'sm',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  components: {
    ...Object.fromEntries(inputs.map((name) => [name, { defaultProps: { size: 'xs' } }])),
    Button: { defaultProps: { size: 'xs', variant: 'default' } },
    Badge: { defaultProps: { size: 'sm', variant: 'filled', tt: 'none' } },
  },
});
