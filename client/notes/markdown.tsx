import { useEffect, useRef, useState } from 'react';
import styles from './markdown.module.css';

type Render = (text: string) => DocumentFragment;

/** Loaded with the first text: most pages have none. */
let loading: Promise<Render> | undefined;
let loaded: Render | undefined;

function loadRenderer(): Promise<Render> {
  loading ??= import('./render-markdown.ts').then(({ renderMarkdown }) => (loaded = renderMarkdown));
  return loading;
}

/** A text in Markdown, without HTML. It is shown as it was written until the renderer is loaded, or where it cannot be. */
export function Markdown({ text }: { text: string }) {
  const root = useRef<HTMLDivElement>(null);
  const [render, setRender] = useState(() => loaded);
  useEffect(() => {
    if (render) {
      root.current?.replaceChildren(render(text));
      return undefined;
    }
    let isCancelled = false;
    loadRenderer().then(
      (found) => {
        if (!isCancelled) setRender(() => found);
      },
      () => {
        loading = undefined; // offline for a moment: the next text loads it again
      },
    );
    return () => {
      isCancelled = true;
    };
  }, [text, render]);
  if (render) return <div key="rendered" ref={root} className={styles.root} />;
  return (
    <div key="plain" className={styles.plain}>
      {text}
    </div>
  );
}
