import Games
import NumericalCore
import PrivacyModel
import Synchronization
import Testing

/// A fair coin under noise, with failures on request.
private struct NoisyBit: Mechanism {
  var failing: Set<Int> = []
  var notANumber: Set<Int> = []
  var event: MechanismEvent { .gaussian(noiseMultiplier: 1) }
  var adjacency: Adjacency { .addOrRemove }

  func observe(_ memberships: [Membership], in trial: TrialIdentity) throws -> [Double] {
    if failing.contains(trial.index) { throw Complaint(words: "out of cheese") }
    if notANumber.contains(trial.index) { return [Double](repeating: .nan, count: memberships.count) }
    var stream = RandomStream(seed: trial.seed, trial: trial.index, purpose: .noise)
    return memberships.map { ($0 == .included ? 1 : 0) + stream.nextNormal() }
  }
}

private struct Complaint: Error {
  let words: String
}

private struct Identity: Attack {
  func score(_ observation: [Double], candidate: Int) -> Double { observation[candidate] }
}

@Suite("Game runner") struct TrialRunnerTests {
  private static func game(_ mechanism: NoisyBit = NoisyBit(), candidates: Int = 1, coins: CoinRule = .balanced)
    -> MembershipGame<NoisyBit, Identity>
  {
    MembershipGame(mechanism: mechanism, attack: Identity(), candidates: candidates, coins: coins, seed: 12)
  }

  private static func play(_ game: any Game, _ gaps: [Range<Int>], threads: Int, blockSize: Int?) throws -> [TrialBlock]
  {
    let blocks = Mutex<[TrialBlock]>([])
    let ending = try TrialRunner(threads: threads, blockSize: blockSize).play(game, gaps, isCancelled: { false }) {
      block, _ in blocks.withLock { $0.append(block) }
    }
    guard case .finished = ending else { throw Complaint(words: "not finished") }
    return blocks.withLock { $0 }.sorted { $0.trials.lowerBound < $1.trials.lowerBound }
  }

  @Test("gives the same scores for 1, 2 and 4 threads and any block size", arguments: [1, 2, 4], [1, 7, 64, nil])
  func scoresDoNotDependOnLayout(threads: Int, blockSize: Int?) throws {
    let reference = try #require(Self.game(candidates: 3).play(0..<1000, isCancelled: { false }))
    let blocks = try Self.play(Self.game(candidates: 3), [0..<1000], threads: threads, blockSize: blockSize)
    #expect(blocks.flatMap { Array($0.trials) } == Array(0..<1000))
    #expect(blocks.flatMap { $0.scores.map(\.bitPattern) } == reference.scores.map(\.bitPattern))
    #expect(blocks.flatMap(\.memberships) == reference.memberships)
  }

  @Test("blocks of a fixed size end at its multiples, wherever a gap begins")
  func alignment() throws {
    let blocks = try Self.play(Self.game(), [3..<10, 17..<33], threads: 2, blockSize: 8)
    #expect(blocks.map(\.trials) == [3..<8, 8..<10, 17..<24, 24..<32, 32..<33])
  }

  @Test("plays the gaps that are left, and only those")
  func gaps() throws {
    let gaps = [3..<5, 9..<10, 20..<47]
    let blocks = try Self.play(Self.game(), gaps, threads: 2, blockSize: 4)
    #expect(blocks.flatMap { Array($0.trials) } == gaps.flatMap { Array($0) })
    #expect(try Self.play(Self.game(), [], threads: 2, blockSize: 4).isEmpty)
  }

  @Test("balanced coins put either trial of every pair in another world; fair ones are fair and independent")
  func coins() throws {
    let balanced = try #require(Self.game(coins: .balanced).play(0..<20_000, isCancelled: { false })).memberships
    var first = 0
    for pair in 0..<10_000 {
      #expect(balanced[2 * pair] != balanced[2 * pair + 1])
      if balanced[2 * pair] == .included { first += 1 }
    }
    #expect(abs(first - 5000) < 300)
    let fair = try #require(Self.game(candidates: 2, coins: .fair).play(0..<10_000, isCancelled: { false })).memberships
    #expect(abs(fair.count { $0 == .included } - 10_000) < 6 * 71)
    let agreeing = (0..<10_000).count { fair[2 * $0] == fair[2 * $0 + 1] }
    #expect(abs(agreeing - 5000) < 300)
  }

  @Test("a trial that throws or scores NaN is an outcome: −∞ for each candidate, with its reason")
  func failures() throws {
    let game = Self.game(NoisyBit(failing: [2], notANumber: [5]), candidates: 2)
    let block = try #require(game.play(0..<8, isCancelled: { false }))
    #expect(block.failures.map(\.trial) == [2, 5])
    #expect(block.failures[0].reason.contains("out of cheese") && block.failures[1].reason.contains("not a number"))
    for trial in 0..<8 {
      let scores = block.scores[2 * trial..<2 * trial + 2]
      #expect(scores.allSatisfy { ($0 == -.infinity) == [2, 5].contains(trial) })
    }
  }

  @Test("an error of the keeper ends the run and is thrown")
  func committingFails() {
    struct DiskFull: Error {}
    #expect(throws: DiskFull.self) {
      try TrialRunner(threads: 3, blockSize: 2).play(Self.game(), [0..<1000], isCancelled: { false }) { block, _ in
        if block.trials.contains(100) { throw DiskFull() }
      }
    }
  }

  @Test("cancelling ends the run early, keeping whole blocks only, and says so")
  func cancelling() throws {
    let finished = Atomic<Int>(0)
    let ending = try TrialRunner(threads: 2, blockSize: 5).play(
      Self.game(), [0..<100_000], isCancelled: { finished.load(ordering: .relaxed) >= 50 }
    ) { block, _ in
      #expect(block.trials.count == 5)
      finished.add(block.trials.count, ordering: .relaxed)
    }
    guard case .cancelled = ending else {
      Issue.record("expected to be cancelled")
      return
    }
    #expect((50..<1000).contains(finished.load(ordering: .relaxed)))
  }

  @Test("a mechanism that runs in blocks plays the game that it plays trial by trial", arguments: [1, 2])
  func blocks(candidates: Int) throws {
    func play(inBlocks: Bool, trials: Range<Int>) throws -> TrialBlock {
      let mechanism = Countdown(inBlocks: inBlocks)
      let game = MembershipGame(
        mechanism: mechanism, attack: Doubled(inBlocks: inBlocks), candidates: candidates, coins: .fair, seed: 12)
      return try #require(game.play(trials, isCancelled: { false }))
    }
    let reference = try play(inBlocks: false, trials: 0..<10_000)
    #expect(try play(inBlocks: true, trials: 0..<10_000) == reference)
    let part = try play(inBlocks: true, trials: 4000..<4500)
    #expect(part.scores == Array(reference.scores[4000 * candidates..<4500 * candidates]))
    #expect(part.memberships == Array(reference.memberships[4000 * candidates..<4500 * candidates]))
  }

  @Test("a score in a block that is not a number fails its trial alone")
  func notANumberInABlock() throws {
    let game = MembershipGame(
      mechanism: Countdown(inBlocks: true, notANumber: 4100), attack: Doubled(inBlocks: true), candidates: 1,
      coins: .balanced, seed: 12)
    let block = try #require(game.play(4096..<8192, isCancelled: { false }))
    #expect(block.failures.map(\.trial) == [4100])
    #expect(block.scores[4] == -.infinity && block.scores.count { $0 == -.infinity } == 1)
  }
}

/// Releases minus its trial's index, less a quarter for every candidate that is in.
private struct Countdown: Mechanism {
  let inBlocks: Bool
  var notANumber: Int?
  var event: MechanismEvent { .gaussian(noiseMultiplier: 1) }
  var adjacency: Adjacency { .addOrRemove }

  func observe(_ memberships: [Membership], in trial: TrialIdentity) -> Double {
    trial.index == notANumber ? .nan : Double(-trial.index) - Double(memberships.count { $0 == .included }) / 4
  }

  func observe(_ memberships: [Membership], trials: Range<Int>, seed: UInt64) -> [Double]? {
    guard inBlocks else { return nil }
    let candidates = memberships.count / trials.count
    return trials.map { trial in
      let row = (trial - trials.lowerBound) * candidates
      return observe(Array(memberships[row..<row + candidates]), in: TrialIdentity(seed: seed, index: trial))
    }
  }
}

private struct Doubled: Attack {
  let inBlocks: Bool
  func score(_ observation: Double, candidate: Int) -> Double { 2 * observation + Double(candidate) }

  func scores(_ observations: [Double], candidates: Int) -> [Double]? {
    guard inBlocks else { return nil }
    return observations.flatMap { observation in (0..<candidates).map { score(observation, candidate: $0) } }
  }
}
