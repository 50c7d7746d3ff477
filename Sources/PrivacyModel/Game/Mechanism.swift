/// What is audited: a randomised algorithm on a dataset that holds each candidate or not.
package protocol Mechanism<Observation>: Sendable {
  /// What the attacker sees of one run.
  associatedtype Observation: Sendable

  /// What a run does, as the mechanism itself claims to do it.
  var event: MechanismEvent { get }
  /// Which pair of datasets a candidate's membership makes.
  var adjacency: Adjacency { get }

  /// Runs once; candidate j is in the data exactly when `memberships[j]` is `.included`.
  ///
  /// Every random draw comes from streams of `trial`, so that a run is a pure function of its arguments.
  func observe(_ memberships: [Membership], in trial: TrialIdentity) throws -> Observation

  /// Runs consecutive trials at once, with the observations that they have one by one; nil from a mechanism that only
  /// runs one by one.
  ///
  /// - Parameter memberships: Row-major (trials, candidates).
  func observe(_ memberships: [Membership], trials: Range<Int>, seed: UInt64) -> [Observation]?
}

extension Mechanism {
  package func observe(_ memberships: [Membership], trials: Range<Int>, seed: UInt64) -> [Observation]? { nil }
}

/// Turns what a mechanism released into evidence of membership.
package protocol Attack<Observation>: Sendable {
  associatedtype Observation: Sendable

  /// Evidence that candidate number `candidate` was included; larger means more likely. NaN fails the trial.
  func score(_ observation: Observation, candidate: Int) throws -> Double

  /// The scores of many observations at once, row-major (observations, candidates), equal to those one by one; nil from
  /// an attack that only scores one by one.
  func scores(_ observations: [Observation], candidates: Int) -> [Double]?
}

extension Attack {
  package func scores(_ observations: [Observation], candidates: Int) -> [Double]? { nil }
}
