/// How often the game is played, how the coins fall, and which pairs of datasets they choose between.
package struct GameSpecification: Hashable, Sendable {
  package let length: Length
  package let coins: CoinRule
  /// How many candidates a trial has, each with a coin of its own.
  package let candidates: Int
  /// What a candidate's coin decides: whether the record is there, or which of two records is.
  package private(set) var neighbours: Adjacency

  package enum Length: Hashable, Sendable {
    /// So many trials in each world, on the average where coins are fair.
    case perWorld(Int)
    /// So many trials in all.
    case runs(Int)
  }

  package init(
    trialsPerWorld: Int, coins: CoinRule, candidates: Int = 1, neighbours: Adjacency = .addOrRemove
  ) throws {
    length = .perWorld(try checked(trialsPerWorld, "trialsPerWorld", in: 2...1_000_000_000))
    self.coins = coins
    self.candidates = try Self.checkedCandidates(candidates, coins)
    self.neighbours = neighbours
  }

  package init(runs: Int, coins: CoinRule, candidates: Int, neighbours: Adjacency = .addOrRemove) throws {
    // Either world needs two trials where worlds differ in more than the coins of candidates.
    length = .runs(try checked(runs, "runs", in: (coins == .lifted ? 4 : 1)...1_000_000_000))
    self.coins = coins
    self.candidates = try Self.checkedCandidates(candidates, coins)
    self.neighbours = neighbours
  }

  private static func checkedCandidates(_ candidates: Int, _ coins: CoinRule) throws -> Int {
    guard coins != .lifted || candidates >= 2 && candidates.isMultiple(of: 2) else {
      throw InvalidValue(key: "candidates", allowed: "an even number for lifted coins", got: "\(candidates)")
    }
    return try checked(candidates, "candidates", in: 1...1_000_000)
  }

  /// The same game of other neighbours.
  package func with(neighbours: Adjacency) -> GameSpecification {
    var game = self
    game.neighbours = neighbours
    return game
  }

  /// In both worlds together.
  package var trials: Int {
    switch length {
    case .perWorld(let trials): 2 * trials
    case .runs(let trials): trials
    }
  }

  /// The key of a specification file that says how often it is played.
  package var lengthKey: String {
    switch length {
    case .perWorld: "game.\(Key.trialsPerWorld.rawValue)"
    case .runs: "game.\(Key.runs.rawValue)"
    }
  }

  /// - Throws: `InvalidValue` where no such game is played with the mechanism and the canary.
  func check(_ mechanism: MechanismSpecification.Kind, _ canary: CanarySpecification.Kind) throws {
    if mechanism != .dpSGD, candidates > 1 {
      throw InvalidValue(key: "game.candidates", allowed: "1 for \(mechanism.rawValue)", got: "\(candidates)")
    }
    if !canary.comesInMany, candidates > 1 {
      throw InvalidValue(key: "game.candidates", allowed: "1 for a \(canary.rawValue) canary", got: "\(candidates)")
    }
    if mechanism != .dpSGD, mechanism != .external, neighbours != .addOrRemove {
      throw InvalidValue(
        key: "game.neighbours", allowed: "\(Adjacency.addOrRemove.rawValue) for \(mechanism.rawValue)",
        got: neighbours.rawValue)
    }
  }
}

/// As JSON: the keys of a specification file, without those that say what is usual.
extension GameSpecification: Codable {
  private enum Key: String, CodingKey {
    case trialsPerWorld, runs, coins, candidates, neighbours
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let coins = try container.decode(CoinRule.self, forKey: .coins)
    let candidates = try container.decodeIfPresent(Int.self, forKey: .candidates) ?? 1
    let neighbours = try container.decodeIfPresent(Adjacency.self, forKey: .neighbours) ?? .addOrRemove
    let runs = try container.decodeIfPresent(Int.self, forKey: .runs)
    let trialsPerWorld = try runs == nil ? container.decode(Int.self, forKey: .trialsPerWorld) : nil
    self = try decoder.checking {
      if let runs {
        return try GameSpecification(runs: runs, coins: coins, candidates: candidates, neighbours: neighbours)
      }
      return try GameSpecification(
        trialsPerWorld: trialsPerWorld ?? 0, coins: coins, candidates: candidates, neighbours: neighbours)
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch length {
    case .perWorld(let trials): try container.encode(trials, forKey: .trialsPerWorld)
    case .runs(let trials): try container.encode(trials, forKey: .runs)
    }
    try container.encode(coins, forKey: .coins)
    if candidates != 1 { try container.encode(candidates, forKey: .candidates) }
    if neighbours != .addOrRemove { try container.encode(neighbours, forKey: .neighbours) }
  }
}
