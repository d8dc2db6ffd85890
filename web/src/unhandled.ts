/** Stands in a reducer's `default`: a type of event that nobody thought of does not compile.

At run time a newer server may send one to an older page, which then goes on without. */
export function unhandled<State>(_event: never, state: State): State {
  return state;
}
