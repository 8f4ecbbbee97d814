/** What one call of a group comes to: the others' do not depend on it. */
export type Settled<T> = PromiseSettledResult<T>;

type Members<Member> = readonly [Member, ...Member[]];

/**
 * Lets calls share work: a call joins the group that has not begun yet, if it `fits` there, else it starts the next.
 *
 * @param begin called once for every group, in the order of the calls. It waits for its turn, then takes the members, after
 * which nobody joins, and answers for each of them in their order; or it rejects, and with it every call of the group.
 */
export function inGroups<Member, Result>(
  fits: (members: Members<Member>, member: Member) => boolean,
  begin: (take: () => Members<Member>) => Promise<readonly Settled<Result>[]>,
): (member: Member) => Promise<Result> {
  interface Group {
    readonly members: [Member, ...Member[]];
    readonly results: Promise<readonly Settled<Result>[]>;
  }
  let joinable: Group | undefined;

  function newGroup(first: Member): Group {
    const members: Group['members'] = [first];
    const take = () => {
      if (joinable?.members === members) joinable = undefined;
      return members;
    };
    return { members, results: begin(take) };
  }

  return async (member) => {
    if (joinable && fits(joinable.members, member)) joinable.members.push(member);
    else joinable = newGroup(member);
    const { members, results } = joinable;
    const place = members.length - 1;
    const result = (await results)[place];
    if (result?.status === 'fulfilled') return result.value;
    throw result?.reason;
  };
}
