import { DefaultNamingStrategy } from 'typeorm';

/** Column names as SQL users write them: `runNumber` is `run_number`, so that psql needs no quotes. */
export class SnakeCase extends DefaultNamingStrategy {
  override columnName(property: string, custom: string | undefined, prefixes: string[]): string {
    return [...prefixes, custom ?? property.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)].join('_');
  }
}
