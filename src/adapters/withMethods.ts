/**
 * An object as it is, but for the members that are replaced. What is not replaced runs on the object itself, so its private
 * fields work, and what it calls of its own are its own members.
 *
 * @param methods by name or symbol; a getter runs at each access.
 * @example
 * const counted = withMethods(query, { next: () => count(query.next()) });
 * await counted.interrupt(); // query's own
 */
export function withMethods<Target extends object>(target: Target, methods: object): Target {
  /** One for each function, so that a member stays equal to itself. */
  const onTarget = new WeakMap<object, unknown>();
  // A proxy must return members that are fixed, such as those of a frozen object, as they are.
  const isFixed = hasFixedMember(target);
  const proxy: Target = new Proxy(isFixed ? Object.create(target) : target, {
    ...(isFixed && ownMembersOf(target)),
    get(_, key) {
      if (Object.hasOwn(methods, key)) return Reflect.get(methods, key);
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== 'function' || key === 'constructor') return value;
      const known = onTarget.get(value) ?? withThis(value);
      onTarget.set(value, known);
      return known;
    },
    set: (_, key, value) => Reflect.set(target, key, value),
  });
  /** With its own properties, unlike one that is bound. */
  const withThis = (method: CallableFunction) =>
    new Proxy(method, {
      apply: (_, self, args) => Reflect.apply(method, self === proxy ? target : self, args),
    });
  return proxy;
}

/** What a stand-in for an object reports of its members. */
const ownMembersOf = (target: object): ProxyHandler<object> => ({
  ownKeys: () => Reflect.ownKeys(target),
  getOwnPropertyDescriptor(_, key) {
    const descriptor = Reflect.getOwnPropertyDescriptor(target, key);
    return descriptor && { ...descriptor, configurable: true };
  },
});

const hasFixedMember = (target: object): boolean =>
  Reflect.ownKeys(target).some((key) => {
    const { configurable, writable } = Reflect.getOwnPropertyDescriptor(target, key) ?? {};
    return !configurable && !writable;
  });
