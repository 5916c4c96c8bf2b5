import { Entity } from 'typeorm';
import { Column, ObjectType } from './graphql-decorators.ts';

/** Trends shown in one plot. All groups are replaced when configs are synchronised. */
@ObjectType({ description: 'Trends of a subsystem that are shown in one plot.' })
@Entity('display_group')
export class DisplayGroup {
  @Column({ type: 'text', primary: true, description: 'Subsystem, e.g. JetMET.' })
  subsystem!: string;

  @Column({ type: 'text', primary: true, description: 'Name of the section.' })
  name!: string;

  @Column({ type: 'text', description: 'Title of the plot.' })
  title!: string;

  @Column({ type: 'text', description: 'Title of the y axis.' })
  yTitle!: string;

  @Column({ type: 'text', array: true, description: 'Names of configs of the subsystem, in drawing order.' })
  members!: string[];

  @Column({ type: 'boolean', description: 'Whether a correlation plot of the two members is shown, too.' })
  correlation!: boolean;

  /** Index among all groups, in the order of the config files. */
  @Column({ type: 'int' })
  position!: number;
}
