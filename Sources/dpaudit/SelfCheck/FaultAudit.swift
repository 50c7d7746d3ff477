internal import Games
internal import PrivacyModel

/// A mechanism with an adversary, and what is claimed of it.
struct AuditedMechanism: Sendable {
  let claim: FaultClaim
  /// The kind of neighbours that the game plays.
  let adjacency: Adjacency
  /// For a seed.
  let game: @Sendable (UInt64) -> any Game

  init<Target: Mechanism, Attacker: Attack>(
    _ mechanism: Target, _ attack: Attacker, claiming claim: FaultClaim? = nil
  ) where Target.Observation == Attacker.Observation {
    self.claim = claim ?? FaultClaim(mechanism.event, adjacency: mechanism.adjacency)
    adjacency = mechanism.adjacency
    game = {
      MembershipGame(mechanism: mechanism, attack: attack, candidates: 1, coins: .balanced, seed: $0)
    }
  }

  /// A query in an audit of it, or of the query that its adversary takes it for.
  init(_ query: QuerySpecification, in audit: AuditSpecification) {
    let expected: QuerySpecification? = if case .query(let query) = audit.mechanism { query } else { nil }
    let assembled = AssembledGame(query, expecting: expected, audit)
    guard let event = assembled.event else { preconditionFailure("a query says what it does") }
    (claim, adjacency) = (FaultClaim(event, adjacency: assembled.adjacency), assembled.adjacency)
    game = { AssembledGame(query, expecting: expected, audit.with(seed: $0)).game }
  }
}

/// What is claimed: the ε of an event at the study's δ, and its whole curve.
struct FaultClaim: Hashable, Sendable {
  let event: MechanismEvent
  let adjacency: Adjacency
  /// Where ε is computed at another δ than is stated; no curve is claimed then.
  let accountedDelta: Double?

  init(_ event: MechanismEvent, adjacency: Adjacency, accountedDelta: Double? = nil) {
    (self.event, self.adjacency, self.accountedDelta) = (event, adjacency, accountedDelta)
  }
}

/// How a fault is looked for: a small mechanism that has it, its correct twin, and one adversary for both.
struct FaultAudit: Sendable {
  /// What is known of the faulty mechanism.
  enum Truth: Sendable {
    case event(MechanismEvent, Adjacency)
    case unbounded
    /// Only what a large sample shows.
    case sampled
  }

  let fault: KnownFault
  /// Of the catalogue, or what the adversary does besides.
  let name: String
  let faulty: AuditedMechanism
  let correct: AuditedMechanism
  let truth: Truth
  /// After how many pairs of trials an audit gives up.
  let mostPairs: Int
  /// The faulty mechanism with weaker adversaries, from the weakest on; each is named as in the catalogue.
  let weaker: [(name: String, faulty: AuditedMechanism)]

  init(
    _ fault: KnownFault, by name: String = "every-update", faulty: AuditedMechanism, correct: AuditedMechanism,
    truth: Truth, mostPairs: Int = 2000, weaker: [(name: String, faulty: AuditedMechanism)] = []
  ) {
    (self.fault, self.name, self.faulty, self.correct) = (fault, name, faulty, correct)
    (self.truth, self.mostPairs, self.weaker) = (truth, mostPairs, weaker)
  }
}
