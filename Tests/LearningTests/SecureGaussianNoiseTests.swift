import Learning
import PrivacyModel
import Testing

@Suite("Secure noise in training") struct SecureGaussianNoiseTests {
  private static func draw(_ run: any NoiseRun, sensitivity: Float, step: Int) -> [Float] {
    var sum = [Float](repeating: 0, count: 100_000)
    sum.withUnsafeMutableBufferPointer { run.add(to: $0, sensitivity: sensitivity, step: step) }
    return sum
  }

  /// The key is another in each run of the tests; false alarms have probability below 1e-8.
  @Test("has the multiplier times the sensitivity for a deviation, in each step")
  func deviation() throws {
    let source = try SecureGaussianNoise(noiseMultiplier: 1.5)
    let run = source.begin(parameters: 100_000, in: TrialIdentity(seed: 1, index: 0))
    for (step, sensitivity) in [Float(1), 0.25].enumerated() {
      let noise = Self.draw(run, sensitivity: sensitivity, step: step).map { Double($0 / (1.5 * sensitivity)) }
      #expect(abs(noise.reduce(0, +)) < 6 * 1e5.squareRoot())
      #expect(abs(noise.reduce(0) { $0 + $1 * $1 } - 1e5) < 6 * 2e5.squareRoot())
    }
  }

  @Test("no two steps, runs of one trial, or sources have the same noise")
  func fresh() throws {
    let trial = TrialIdentity(seed: 1, index: 0)
    let source = try SecureGaussianNoise(noiseMultiplier: 1)
    let run = source.begin(parameters: 100_000, in: trial)
    let draws = [
      Self.draw(run, sensitivity: 1, step: 0), Self.draw(run, sensitivity: 1, step: 0),
      Self.draw(source.begin(parameters: 100_000, in: trial), sensitivity: 1, step: 0),
      Self.draw(
        try SecureGaussianNoise(noiseMultiplier: 1).begin(parameters: 100_000, in: trial), sensitivity: 1, step: 0),
    ]
    for first in draws.indices {
      for second in draws.indices where second > first {
        let product = zip(draws[first], draws[second]).reduce(0.0) { sum, pair in sum + Double(pair.0 * pair.1) }
        #expect(abs(product) < 6 * 1e5.squareRoot())
      }
    }
  }
}
