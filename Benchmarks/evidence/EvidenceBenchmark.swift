internal import Evidence
internal import Foundation
internal import NumericalCore
internal import PrivacyModel

/// Times the bounds on one thread and prints a Markdown table.
///
///     evidence-benchmark
@main
enum EvidenceBenchmark {
  static func main() throws {
    var rows = try oneRun(canaries: 100_000)
    rows += try jointBeta()
    rows += try twoArms(perArm: 10_000)
    print(
      """
      # Benchmark: bounds from scores

      Processor time on one thread, nine repetitions after one that is not timed; made by `swift run -c release \
      evidence-benchmark`. Scores are Gaussian, one deviation apart.

      """)
    print("| Work | Median | Best | Worst |\n| --- | --- | --- | --- |")
    for row in rows { print(row.markdown) }
  }

  /// Every one-run method on Gaussian scores one deviation apart, from the ranking on; the ranking, and all together.
  private static func oneRun(canaries: Int) throws -> [Row] {
    let scores = gaussianScores(count: canaries, mu: 1)
    let methods: [BoundMethod] = [.steinke, .mahloujifar, .mahloujifarGaussian, .orderStatistics]
    func question(_ guesses: GuessCounts?) -> BoundQuestion {
      BoundQuestion(
        delta: 1e-5, adjacency: .addOrRemove, significance: 0.05, hasFairCoins: true, guesses: guesses,
        assumptions: BoundAssumption.allCases)
    }
    let fixed = question(GuessCounts(included: canaries / 20, excluded: canaries / 20))
    let grid = question(nil)
    let prepared = try PreparedScores(scores, grid)
    func time(_ name: String, _ methods: [BoundMethod], _ question: BoundQuestion) throws -> Row {
      try Row("\(canaries) canaries: \(name)") {
        try methods.reduce(0) { try $0 + ($1.bound(prepared, question)?.epsilon ?? 0) }
      }
    }
    let preparing = try Row("\(canaries) canaries: sorted and ranked, from scores in memory") {
      Double(try PreparedScores(scores, grid).arms.count)
    }
    return [preparing]
      + (try methods.map { try time("\($0.name), a tenth guessed", [$0], fixed) })
      + [
        try time("three together, a tenth guessed", [.steinke, .mahloujifar, .orderStatistics], fixed),
        try time("three together, grid of six", [.steinke, .mahloujifar, .orderStatistics], grid),
      ]
  }

  private static func jointBeta() throws -> [Row] {
    try [(0, 0, 1000), (3, 240, 1000), (2388, 3, 4000)].map { falseNegatives, falsePositives, trials in
      try Row("joint-beta interval: \(falseNegatives) and \(falsePositives) errors of \(trials)") {
        jointBetaInterval(
          falseNegatives: BinomialCount(successes: falseNegatives, of: trials),
          falsePositives: BinomialCount(successes: falsePositives, of: trials), delta: 1e-5, significance: 0.05
        ).lower
      }
    }
  }

  private static func twoArms(perArm: Int) throws -> [Row] {
    let scores = gaussianScores(count: 2 * perArm, mu: 1)
    let question = BoundQuestion(delta: 1e-5, adjacency: .addOrRemove, significance: 0.05)
    let prepared = try PreparedScores(scores, question)
    return try [BoundMethod.rankGrid, .sequential, .medianOfSplits, .bonferroni].map { method in
      try Row("\(2 * perArm) trials: \(method.name)") { try method.bound(prepared, question)?.epsilon ?? 0 }
    }
  }

  private static func gaussianScores(count: Int, mu: Double) -> MembershipScores {
    var stream = RandomStream(seed: 1, trial: 0, purpose: .data)
    var scores = MembershipScores()
    for _ in 0..<count {
      let isIncluded = stream.next() & 1 == 1
      scores.append(stream.nextNormal() + (isIncluded ? mu : 0), isIncluded ? .included : .excluded)
    }
    return scores
  }
}

/// How long one piece of work takes, in milliseconds of processor time, over nine repetitions after one that is not
/// timed.
private struct Row {
  let name: String
  let milliseconds: [Double]

  init(_ name: String, _ work: () throws -> Double) throws {
    var sum = try work()
    self.name = name
    milliseconds = try (0..<9).map { _ in
      let start = clock()
      sum += try work()
      return Double(clock() - start) / Double(CLOCKS_PER_SEC) * 1000
    }.sorted()
    // The results count, or the work might be left out.
    precondition(sum.isFinite, "a bound is finite")
  }

  var markdown: String {
    "| \(name) | " + [4, 0, 8].map { String(format: "%.3g ms", milliseconds[$0]) }.joined(separator: " | ") + " |"
  }
}
