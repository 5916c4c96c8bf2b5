import { useDocumentTitle } from '@mantine/hooks';
import { isRouteErrorResponse, Link, useRouteError } from 'react-router';
import { Empty } from '../ui/message.tsx';
import { pageLink } from '../url/links.ts';

/** For an unknown path and for a page that threw an error. */
export function ErrorPage() {
  const error = useRouteError();
  useDocumentTitle('HDQM');
  const threw = error instanceof Error && !isRouteErrorResponse(error);
  return (
    <div className="page">
      <Empty title={threw ? 'This page failed' : 'Page not found'}>
        {threw
          ? `${error.message}. Reload it. If it fails again, please report the error with the address of the page.`
          : 'No page has this address.'}{' '}
        <Link to={pageLink('/')}>Start page</Link>
      </Empty>
    </div>
  );
}
