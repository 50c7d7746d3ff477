/// How often each outcome of a bet on the event {x > t} came up, with one draw x from the world in which it should be
/// frequent and one, y, from the other.
///
/// A bet has no more than four outcomes, so that these counts give the wealth of every bet against every ε.
struct PairOutcomes: Hashable, Codable, Sendable {
  /// x lies in the event and y does not: the bet gains.
  var gains = 0
  /// y lies in the event and x does not.
  var losses = 0
  /// Both lie in the event.
  var both = 0

  mutating func add(x: Bool, y: Bool) {
    gains += x && !y ? 1 : 0
    losses += y && !x ? 1 : 0
    both += x && y ? 1 : 0
  }
}
