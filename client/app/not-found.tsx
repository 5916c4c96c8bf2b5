import { useEffect } from 'react';
import { isRouteErrorResponse, Link, useRouteError } from 'react-router';
import { Empty } from '../ui/message.tsx';

/** A path that leads nowhere, or a page that broke. */
export function LostPage() {
  const error = useRouteError();
  useEffect(() => {
    document.title = 'HDQM';
  }, []);
  const broken = error instanceof Error && !isRouteErrorResponse(error);
  return (
    <div className="page">
      <Empty title={broken ? 'This page broke' : 'There is no such page'}>
        {broken
          ? `${error.message}. Reload it; if it breaks again, please report it with its address.`
          : 'The address leads nowhere.'}{' '}
        <Link to="/">To the start page</Link>
      </Empty>
    </div>
  );
}
