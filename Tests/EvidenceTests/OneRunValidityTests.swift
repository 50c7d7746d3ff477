import Evidence
import Foundation
import NumericalCore
import PrivacyModel
import Testing

/// Whether the bounds of one run fail as rarely as they say: enumerated for few canaries, sampled for many.
@Suite("Validity of the bounds from one run") struct OneRunValidityTests {
  /// P[Bin(n, p) = k] for k = 0 … n, by Pascal's triangle.
  static func binomial(_ n: Int, probability p: Double) -> [Double] {
    var row = [1.0]
    for _ in 0..<n { row = zip(row + [0], [0] + row).map { (1 - p) * $0 + p * $1 } }
    return row
  }

  /// P[Bin(n, p) ≥ k].
  static func upperTail(_ k: Int, of n: Int, probability p: Double) -> Double {
    binomial(n, probability: p)[k...].reduce(0, +)
  }

  /// Fails when a bound at significance P[V ≥ v] exceeds the truth, for that event then has more than its probability.
  @Test(
    "enumerated: no bound excludes the truth at a significance that v right guesses do have", arguments: 1...14,
    [0.1, 0.5, 1])
  func enumerated(canaries: Int, answered: Double) throws {
    for responseEpsilon in [0.3, 1.0536, 3] {
      // With a public coin all canaries are answered by randomised response, or none is and the guesses are blind.
      let right = 1 / (1 + exp(-responseEpsilon))
      for correct in 1...canaries {
        let tail =
          answered * Self.upperTail(correct, of: canaries, probability: right)
          + (1 - answered) * Self.upperTail(correct, of: canaries, probability: 0.5)
        guard tail < 1 - 1e-9 else { continue }
        let guesses = OneRunGuesses(guesses: canaries, correct: correct, canaries: canaries)
        for share in [0, 0.5, 1] {
          // δ(ε) of one canary.
          let epsilon = share * responseEpsilon
          let delta = share == 1 ? 0 : answered * (right - exp(epsilon) * (1 - right))
          #expect(steinkeBound(guesses, delta: delta, significance: tail).epsilon <= epsilon)
          #expect(mahloujifarExactBound(guesses, delta: delta, significance: tail).epsilon <= epsilon)
        }
        if answered == 1 {
          // The Gaussian trade-off through the corner of randomised response lies below it everywhere.
          let mu = 2 * (try GSL.normalQuantile(right))
          #expect(mahloujifarGaussianParameter(guesses, significance: tail) <= mu)
          #expect(abs(orderStatisticsPValue(guesses, mu: mu) - tail) < 1e-9)
        }
      }
    }
  }

  @Test("enumerated: the bound of Steinke et al. is exact for randomised response")
  func exactForRandomisedResponse() {
    for correct in 7...12 {
      let tail = Self.upperTail(correct, of: 12, probability: 1 / (1 + exp(-0.8)))
      let guesses = OneRunGuesses(guesses: 12, correct: correct, canaries: 12)
      let epsilon = steinkeBound(guesses, delta: 0, significance: tail).epsilon
      #expect(abs(epsilon - 0.8) < 1e-8)
    }
  }

  /// The most failures that a bound may show in `runs` runs; an honest one shows more with probability 1e-6.
  static func allowance(_ runs: Int, significance: Double) -> Int {
    (0...runs).first { 1 - Binomial(trials: runs, probability: significance).lowerTail($0) < 1e-6 } ?? runs
  }

  /// A bound that is worked out once for each number of right guesses.
  final class Memo {
    private var known: [OneRunGuesses: Double] = [:]
    private let bound: (OneRunGuesses) -> OneRunBound
    init(_ bound: @escaping (OneRunGuesses) -> OneRunBound) { self.bound = bound }
    func epsilon(_ guesses: OneRunGuesses) -> Double {
      if let epsilon = known[guesses] { return epsilon }
      let epsilon = bound(guesses).epsilon
      known[guesses] = epsilon
      return epsilon
    }
  }

  static func coins(_ count: Int, from stream: inout RandomStream) -> [Membership] {
    (0..<count).map { _ in stream.nextUniform() < 0.5 ? .included : .excluded }
  }

  static let runs = 2000

  @Test("sampled: noise refutes a claim of no leakage in at most 5 % of runs, and so does the best of a grid")
  func noise() {
    let memos = OneRunBoundTests.bounds.map { bound in Memo { bound($0, 1e-6, 0.05) } }
    let shared = Memo { steinkeBound($0, delta: 1e-6, significance: 0.05 / 3) }
    let grid = [5, 30, 100].map { GuessCounts(included: $0, excluded: $0) }
    var refutations = [Int](repeating: 0, count: memos.count)
    var gridRefutations = 0
    for run in 0..<Self.runs {
      var stream = RandomStream(seed: 20, trial: run, purpose: .data)
      let memberships = Self.coins(200, from: &stream)
      let scores = memberships.map { _ in stream.nextNormal() }
      let ranking = CanaryRanking(scores: scores, memberships: memberships, breakingTiesBy: &stream)
      for (index, memo) in memos.enumerated() where memo.epsilon(ranking.guesses(grid[1])) > 0 {
        refutations[index] += 1
      }
      if grid.contains(where: { shared.epsilon(ranking.guesses($0)) > 0 }) { gridRefutations += 1 }
    }
    let allowed = Self.allowance(Self.runs, significance: 0.05)
    #expect(refutations.allSatisfy { $0 <= allowed } && gridRefutations <= allowed)
    // They are alive, too.
    #expect(refutations[0] > 20 && refutations[3] > 20)
  }

  @Test("sampled: randomised response at its claim is refuted in at most 5 % of runs, by tied scores too")
  func randomisedResponse() throws {
    let right = 1 / (1 + exp(-1.0))
    let mu = 2 * (try GSL.normalQuantile(right))
    // Claimed as it is, and as the Gaussian trade-off that lies below it.
    let gaussian = try #require(AnalyticGaussian(noiseMultiplier: 1 / mu).epsilon(delta: 1e-5))
    let claims = [1, gaussian, 1, gaussian]
    let memos = OneRunBoundTests.bounds.map { bound in Memo { bound($0, 1e-5, 0.05) } }
    var refutations = [[Int]](repeating: [0, 0], count: memos.count)
    for run in 0..<Self.runs {
      var stream = RandomStream(seed: 21, trial: run, purpose: .data)
      let memberships = Self.coins(300, from: &stream)
      let scores = memberships.map { ($0 == .included) == (stream.nextUniform() < right) ? 1.0 : 0 }
      let ranking = CanaryRanking(scores: scores, memberships: memberships, breakingTiesBy: &stream)
      // With every canary guessed at by its answer, and with few of the tied.
      let ones = scores.count { $0 == 1 }
      for (column, counts) in [
        GuessCounts(included: ones, excluded: 300 - ones), GuessCounts(included: 40, excluded: 40),
      ].enumerated() {
        for (row, memo) in memos.enumerated() where memo.epsilon(ranking.guesses(counts)) > claims[row] {
          refutations[row][column] += 1
        }
      }
    }
    let allowed = Self.allowance(Self.runs, significance: 0.05)
    #expect(refutations.joined().allSatisfy { $0 <= allowed }, "\(refutations)")
  }

  /// The public coin of probability 0.1 makes all canaries leak at once, as `orderStatisticsBound` tells. Its refutations
  /// are Bin(2000, 0.1): fewer than 140 or more than 260 have probability below 1e-5.
  @Test("sampled: a public coin breaks the bound for independent canaries, and no other")
  func publicCoin() throws {
    let claim = try #require(AnalyticGaussian(noiseMultiplier: 2).epsilon(delta: 1e-5))
    #expect(abs(claim - 1.993) < 1e-3)
    let right = 1 / (1 + exp(-1.0536))
    // Each canary is 0.5-GDP: its δ(ε), here of the whole response, is nowhere above that of μ = 0.5.
    for step in 0...110 {
      let epsilon = Double(step) / 100
      let delta = max(0, 0.1 * (right - exp(epsilon) * (1 - right)))
      #expect(delta <= AnalyticGaussian(noiseMultiplier: 2).delta(epsilon: epsilon))
    }
    let memos = OneRunBoundTests.bounds.map { bound in Memo { bound($0, 1e-5, 0.05) } }
    var refutations = [Int](repeating: 0, count: memos.count)
    for run in 0..<Self.runs {
      var stream = RandomStream(seed: 22, trial: run, purpose: .data)
      let chance = stream.nextUniform() < 0.1 ? right : 0.5
      let correct = (0..<1000).count { _ in stream.nextUniform() < chance }
      let guesses = OneRunGuesses(guesses: 1000, correct: correct, canaries: 1000)
      for (index, memo) in memos.enumerated() where memo.epsilon(guesses) > claim { refutations[index] += 1 }
    }
    let allowed = Self.allowance(Self.runs, significance: 0.05)
    #expect(refutations[0...2].allSatisfy { $0 <= allowed }, "\(refutations)")
    #expect((140...260).contains(refutations[3]) && refutations[3] > allowed, "\(refutations)")
  }
}
