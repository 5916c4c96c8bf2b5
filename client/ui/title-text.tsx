import { titleParts } from '../format/tlatex.ts';
import styles from './title-text.module.css';

/** A title of a config, in which ROOT's TLatex is rendered. */
export function TitleText({ title }: { title: string }) {
  return titleParts(title).map(({ text, level }, index) => {
    const key = `${index} ${text}`;
    if (level === 'sub')
      return (
        <sub key={key} className={styles.script}>
          {text}
        </sub>
      );
    if (level === 'super')
      return (
        <sup key={key} className={styles.script}>
          {text}
        </sup>
      );
    return text;
  });
}
