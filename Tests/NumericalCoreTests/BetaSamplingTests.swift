import NumericalCore
import Testing

@Suite("Random betas") struct BetaSamplingTests {
  /// The largest distance between the empirical law of n = 4000 numbers and the true one exceeds 1.95/√n with
  /// probability 0.001 (Kolmogorov).
  @Test(
    "have their law, by the Kolmogorov–Smirnov test",
    arguments: [(1.0, 1.0), (1, 40), (2, 3), (500, 501), (1, 9_999_999), (4_000_000, 6_000_000)])
  func law(alpha: Double, beta: Double) {
    var stream = RandomStream(seed: 7, trial: 0, purpose: .data)
    let count = 4000
    let law = BetaDistribution(alpha: alpha, beta: beta)
    let tails = (0..<count).map { _ in law.lowerTail(stream.nextBeta(alpha: alpha, beta: beta)) }.sorted()
    var distance = 0.0
    for (index, tail) in tails.enumerated() {
      let (before, after) = (Double(index) / Double(count), Double(index + 1) / Double(count))
      distance = max(distance, tail - before, after - tail)
    }
    #expect(distance < 1.95 / Double(count).squareRoot(), "\(distance)")
  }
}
