/** Where a browser logs in at `path`, to come back to the page `here`. */
export function loginHref(path: string, here: string): string {
  return `${path}?to=${encodeURIComponent(here)}`;
}

/** Where a form logs out, to come back to the page `here`. */
export function logoutHref(here: string): string {
  return `/logout?to=${encodeURIComponent(here)}`;
}
