import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Field, ObjectType } from './graphql-decorators.ts';

/** Trends shown in one plot. All groups are replaced when configs are synchronised. */
@ObjectType({ description: 'Trends of a subsystem that are shown in one plot.' })
@Entity('display_group')
export class DisplayGroup {
  @Field(() => String, { description: 'Subsystem, e.g. JetMET.' })
  @PrimaryColumn({ type: 'text' })
  subsystem!: string;

  @Field(() => String, { description: 'Name of the section.' })
  @PrimaryColumn({ type: 'text' })
  name!: string;

  @Field(() => String, { description: 'Title of the plot.' })
  @Column({ type: 'text' })
  title!: string;

  @Field(() => String, { description: 'Title of the y axis.' })
  @Column({ type: 'text' })
  yTitle!: string;

  @Field(() => [String], { description: 'Names of configs of the subsystem, in drawing order.' })
  @Column({ type: 'text', array: true })
  members!: string[];

  @Field(() => Boolean, { description: 'Whether a correlation plot of the two members is shown, too.' })
  @Column({ type: 'boolean' })
  correlation!: boolean;

  /** Index among all groups, in the order of the config files. */
  @Column({ type: 'int' })
  position!: number;
}
