internal import Attacks
internal import Foundation
internal import Games
internal import Mechanisms
internal import NumericalCore
internal import PrivacyModel

/// Times noise and the games of noise mechanisms on one thread and prints a Markdown table.
///
///     games-benchmark
@main
enum GamesBenchmark {
  static func main() {
    print(
      """
      # Benchmark: noise, and games of noise mechanisms

      Processor time on one thread, nine repetitions after one that is not timed; made by `swift run -c release \
      games-benchmark` on \(InstructionSet.best).

      """)
    print("| Work | A second, best | Median |\n| --- | --- | --- |")
    noise()
    thresholdGames()
    vectorGames()
    wholeGames()
  }

  private static func noise() {
    var values = [Float](repeating: 0, count: 2048)
    let sum = values
    let stream = RandomStream(seed: 1, trial: 2, purpose: .noise)
    var secure = SecureGaussian(key: ChaCha20.Key(words: .init(repeating: 1)), run: 0)
    values.withUnsafeMutableBufferPointer { values in
      time("normals added", values.count * 4096) {
        for _ in 0..<4096 { stream.addGaussian(standardDeviation: 1e-9, to: values) }
      }
      time("normals in steps of descent", values.count * 4096) {
        sum.withUnsafeBufferPointer {
          for _ in 0..<4096 { stream.descend(values, along: $0, rate: 1, standardDeviation: 1e-9) }
        }
      }
      time("Laplace numbers added", values.count * 4096) {
        for _ in 0..<4096 { stream.addLaplace(scale: 1e-9, to: values) }
      }
      time("secure normals released", values.count * 4096) {
        for _ in 0..<4096 { secure.release(values, standardDeviation: 1) }
      }
    }
  }

  /// s = b + z, and how often s > 1/2 under each b.
  private static func thresholdGames() {
    let mechanism = GaussianSum(records: [], candidates: [1], bound: 1, noiseMultiplier: 1)
    let (block, blocks) = (1 << 16, 256)
    time("G3 with coins, trials counted", block * blocks) {
      for index in 0..<blocks {
        let trials = index * block..<(index + 1) * block
        let coins = Coins(.fair, candidates: 1, seed: 3).words(of: trials)
        coins.withUnsafeBufferPointer { keep(mechanism.count(above: 0.5, trials: trials, coins: $0, seed: 3).included) }
      }
    }
    let halves = [UInt32(0), .max].map { [UInt32](repeating: $0, count: block / 32) }
    time("G3 by halves, trials counted", block * blocks) {
      for index in 0..<blocks {
        let trials = index * block..<(index + 1) * block
        halves[index % 2].withUnsafeBufferPointer {
          keep(mechanism.count(above: 0.5, trials: trials, coins: $0, seed: 3).included)
        }
      }
    }
  }

  private static func vectorGames() {
    let dimensions = 100_000
    let direction = [Float](repeating: 1 / Float(dimensions).squareRoot(), count: dimensions)
    let all = GaussianVectorSum(direction: direction, steps: 100, clipNorm: 1, noiseMultiplier: 1)
    time("G4, every coordinate of 100,000, steps", 400) {
      for trial in 0..<4 { keep(all.observe([.included], in: TrialIdentity(seed: 1, index: trial))) }
    }
    for steps in [1, 1000] {
      let trials = 1 << 22
      let mechanism = GaussianVectorSum(direction: nil, steps: steps, clipNorm: 1, noiseMultiplier: 1)
      let game = MembershipGame(
        mechanism: mechanism, attack: OutputAttack(candidates: [1]), candidates: 1, coins: .fair, seed: 1)
      time("G4, what is needed, steps in games of \(steps)", trials * steps) {
        keep(game.play(0..<trials, isCancelled: { false }))
      }
    }
  }

  private static func wholeGames() {
    let trials = 1 << 22
    for coins in CoinRule.allCases {
      let game = MembershipGame(
        mechanism: GaussianSum(records: [], candidates: [1], bound: 1, noiseMultiplier: 1),
        attack: OutputAttack(candidates: [1]), candidates: 1, coins: coins, seed: 1)
      time("gaussian-sum, \(coins.rawValue) coins, trials with their scores", trials) {
        keep(game.play(0..<trials, isCancelled: { false }))
      }
    }
    let game = MembershipGame(
      mechanism: LaplaceSum(records: [], candidates: [1], bound: 1, noiseMultiplier: 1),
      attack: OutputAttack(candidates: [1]), candidates: 1, coins: .balanced, seed: 1)
    time("laplace-sum, balanced coins, trials with their scores", trials) {
      keep(game.play(0..<trials, isCancelled: { false }))
    }
  }

  private static func time(_ name: String, _ count: Int, _ work: () -> Void) {
    work()
    let seconds = (0..<9).map { _ in
      let start = threadSeconds()
      work()
      return threadSeconds() - start
    }.sorted()
    func rate(_ seconds: Double) -> String { String(format: "%.3g", Double(count) / seconds) }
    print("| \(name) | \(rate(seconds[0])) | \(rate(seconds[4])) |")
  }

  private static func threadSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// So that nothing is left out as unused.
  @inline(never) private static func keep(_ value: some Any) {}
}
