import { Args, ArgsType, Ctx, Field, ID, Int, Query, Resolver } from 'type-graphql';
import { LogLine } from '../../../../store/entities/index.ts';
import { readLog } from '../../../../store/log-lines.ts';
import { userError } from '../../../errors.ts';
import type { Context } from '../../context.ts';
import { page } from '../../query-limits.ts';

@ArgsType()
class LogArguments {
  @Field(() => Int, { nullable: true, description: 'Only lines of this scan.' })
  scanId?: number | null;

  @Field(() => ID, { nullable: true, description: 'Only lines after the one with this ID.' })
  after?: string | null;

  @Field(() => Boolean, { description: 'Only warnings and errors.' })
  warningsOnly: boolean = false;

  @Field(() => Int, { description: `Maximum number of lines, up to ${page.max}.` })
  limit: number = page.default;
}

@Resolver(() => LogLine)
export class LogResolver {
  @Query(() => [LogLine], {
    description:
      'Log lines in chronological order: the latest ones, or those after a given line. Visitors without operator permission see lines of scans only.',
  })
  async log(
    @Ctx() { database, operateDenial }: Context,
    @Args(() => LogArguments) { scanId, after, warningsOnly, limit }: LogArguments,
  ): Promise<LogLine[]> {
    if (after !== undefined && after !== null && !/^\d{1,18}$/.test(after))
      throw userError(`'${after}' is not the ID of a log line`, 'BAD_USER_INPUT');
    // Causes of failed requests are masked from visitors: only operators see their log lines.
    const isOperator = operateDenial === undefined;
    const lines = await readLog(database, {
      scanId: scanId ?? undefined,
      after: after ?? undefined,
      warningsOnly,
      ofScansOnly: !isOperator,
      limit: Math.min(limit, page.max),
    });
    return isOperator ? lines : lines.map(withoutError);
  }
}

/** The line without the error object, whose stack trace reveals internals of the server. */
function withoutError({ details, ...line }: LogLine): LogLine {
  const { err: _err, ...shown } = details ?? {};
  return { ...line, details: Object.keys(shown).length === 0 ? null : shown };
}
