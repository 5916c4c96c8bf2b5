import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Field, ObjectType } from './graphql-decorators.ts';

/** Trends that are drawn together; replaced as a whole when configs are synchronised. */
@ObjectType({ description: 'Trends that are drawn together.' })
@Entity('display_group')
export class DisplayGroup {
  @Field(() => String, { description: 'E.g. JetMET.' })
  @PrimaryColumn({ type: 'text' })
  subsystem!: string;

  @Field(() => String, { description: 'Name of its section.' })
  @PrimaryColumn({ type: 'text' })
  name!: string;

  @Field(() => String, { description: 'Title of the plot.' })
  @Column({ type: 'text' })
  title!: string;

  @Field(() => String, { description: 'Title of the y axis.' })
  @Column({ type: 'text' })
  yTitle!: string;

  /** Names of configs of the same subsystem, in the order of drawing. */
  @Field(() => [String], { description: 'Names of configs of the subsystem, in the order of drawing.' })
  @Column({ type: 'text', array: true })
  members!: string[];

  @Field(() => Boolean, { description: 'Whether the two members are also drawn one against the other.' })
  @Column({ type: 'boolean' })
  correlation!: boolean;

  /** Its place among all groups, in the order of the files. */
  @Column({ type: 'int' })
  position!: number;
}
