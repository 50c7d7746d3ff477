import Foundation
import Learning
import NumericalCore
import PrivacyModel
import Testing

@Suite("Clipping rules") struct ClippingTests {
  static let trial = TrialIdentity(seed: 8, index: 2)

  /// The factors (groups, examples) that a run gives, read out of tables with a capacity beyond the examples.
  static func factors(_ run: any ClippingRun, squaredNorms: [[Float]]) -> [[Float]] {
    let (groups, examples) = (squaredNorms.count, squaredNorms[0].count)
    let capacity = examples + 3
    var factors = [Float](repeating: -1, count: groups * capacity)
    let table = squaredNorms.flatMap { $0 + [Float](repeating: .nan, count: 3) }
    run.fill(&factors, squaredNorms: table, groups: groups, capacity: capacity, examples: examples)
    for group in 0..<groups {
      // What is not in use is left alone.
      #expect(factors[group * capacity + examples..<(group + 1) * capacity].allSatisfy { $0 == -1 })
    }
    return (0..<groups).map { Array(factors[$0 * capacity..<$0 * capacity + examples]) }
  }

  @Test("flat clipping shortens to the clip norm and lengthens nothing")
  func flat() {
    let clipping = FlatClipping(clipNorm: 2)
    #expect(clipping.factor(squaredNorm: 0) == 1 && clipping.factor(squaredNorm: 4) == 1)
    #expect(clipping.factor(squaredNorm: 16) == 0.5)
    #expect(clipping.factor(squaredNorm: .infinity) == 0)
    let run = clipping.begin(in: Self.trial)
    #expect(Self.factors(run, squaredNorms: [[0, 7, 1], [4, 9, 0]]) == [[1, 0.5, 1], [1, 0.5, 1]])
    #expect(run.sensitivity == 2 && run.state.isEmpty)
  }

  @Test("automatic clipping brings every gradient to nearly the clip norm, and never beyond")
  func automatic() {
    let run = AutomaticClipping(clipNorm: 3, stabiliser: 0.5).begin(in: Self.trial)
    #expect(Self.factors(run, squaredNorms: [[0, 2.25, 100], [0, 4, 0]]) == [[6, 1, 3 / 10.5], [6, 1, 3 / 10.5]])
    for squared: Float in [1e-30, 1e-3, 1, 1e6, 1e30] {
      let factor = Self.factors(run, squaredNorms: [[squared]])[0][0]
      #expect(factor * squared.squareRoot() <= run.sensitivity)
    }
  }

  @Test("per-layer clipping bounds each group by its share, and the whole by the clip norm")
  func perLayer() {
    let equal = PerLayerClipping(clipNorm: 2)
    let run = equal.begin(in: Self.trial)
    // Four groups of clip norm 1.
    #expect(
      Self.factors(run, squaredNorms: [[0.25, 4], [1, 16], [9, 0], [100, 1]])
        == [[1, 0.5], [1, 0.25], [1 / 3, 1], [0.1, 1]])
    #expect(run.sensitivity == 2)
    let uneven = PerLayerClipping(clipNorm: 5, shares: [18, 32])
    #expect(uneven.clipNorms(groups: 2) == [3, 4])
    for clipNorms in [
      equal.clipNorms(groups: 3), PerLayerClipping(clipNorm: 2, shares: [1, 2, 5]).clipNorms(groups: 3),
    ] {
      let squared = clipNorms.reduce(0.0) { $0 + Double($1) * Double($1) }
      #expect(abs(squared.squareRoot() - 2) < 1e-6)
    }
  }

  @Test("adaptive clipping follows the published update, without noise to speak of")
  func adaptiveUpdate() {
    let rule = AdaptiveClipping(initialClipNorm: 2, quantile: 0.75, rate: 0.5, countNoiseMultiplier: 1e-9)
    let run = rule.begin(in: Self.trial)
    #expect(Self.factors(run, squaredNorms: [[4, 16], [0, 0]]) == [[1, 0.5], [1, 0.5]])
    #expect(Self.factors(run, squaredNorms: [[1, 1]]) == [[1, 1]])
    run.endStep(0, expectedBatchSize: 4)
    // Three of the four examples were not clipped: the quantile is met.
    #expect(abs(Double(run.sensitivity) - 2) < 1e-6)
    // An expected batch of 4 whose one example is clipped: 1/2 − 1/8, 3/8 too few.
    _ = Self.factors(run, squaredNorms: [[100]])
    run.endStep(1, expectedBatchSize: 4)
    #expect(abs(Double(run.sensitivity) - 2 * exp(0.5 * 0.375)) < 1e-5)
    // None at all: 1/2.
    let before = Double(run.sensitivity)
    run.endStep(2, expectedBatchSize: 4)
    #expect(abs(Double(run.sensitivity) - before * exp(0.5 * 0.25)) < 1e-5)
  }

  @Test("adaptive clipping comes to the quantile of the norms that it is asked for, under noise")
  func adaptiveConverges() {
    // Norms uniform on (0, 10), a batch of 200: the clip norm hovers around 7.
    let rule = AdaptiveClipping(initialClipNorm: 0.1, quantile: 0.7, rate: 0.2, countNoiseMultiplier: 20)
    let run = rule.begin(in: Self.trial)
    var (mean, stream) = (0.0, RandomStream(seed: 1, trial: 0, purpose: .data))
    for step in 0..<2000 {
      let squared = (0..<200).map { _ in Float(pow(10 * stream.nextUniform(), 2)) }
      _ = Self.factors(run, squaredNorms: [squared])
      run.endStep(step, expectedBatchSize: 200)
      if step >= 1000 { mean += Double(run.sensitivity) / 1000 }
    }
    #expect(abs(mean - 7) < 0.2)
  }

  @Test("the noise of the count has half the standard deviation of its multiplier")
  func countNoise() {
    let rule = AdaptiveClipping(initialClipNorm: 1, quantile: 0.5, rate: 1, countNoiseMultiplier: 6)
    let run = rule.begin(in: Self.trial)
    let moves = (0..<40_000).map { step in
      run.state = [1]
      run.endStep(step, expectedBatchSize: 10)
      return log(run.state[0]) * 10
    }
    // Six standard deviations of a mean and of a variance.
    let mean = moves.reduce(0, +) / 40_000
    let variance = moves.map { $0 * $0 }.reduce(0, +) / 40_000
    #expect(abs(mean) < 6 * 3 / 200)
    #expect(abs(variance / 9 - 1) < 6 * (2.0 / 40_000).squareRoot())
  }

  @Test("adaptive clipping goes on from its state as if it had never stopped")
  func adaptiveResumes() {
    let rule = AdaptiveClipping(initialClipNorm: 1, countNoiseMultiplier: 2)
    let (whole, first, second) = (
      rule.begin(in: Self.trial), rule.begin(in: Self.trial), rule.begin(in: Self.trial)
    )
    func play(_ run: any ClippingRun, _ steps: Range<Int>) {
      for step in steps {
        _ = Self.factors(run, squaredNorms: [[0.5, Float(step), 2]])
        run.endStep(step, expectedBatchSize: 3)
      }
    }
    play(whole, 0..<9)
    play(first, 0..<4)
    second.state = first.state
    play(second, 4..<9)
    #expect(whole.state == second.state && whole.state != first.state)
  }

  @Test("gradients and count together are one Gaussian, and the split of a budget adds up to it again")
  func combinedNoise() throws {
    let rule = AdaptiveClipping(initialClipNorm: 1, countNoiseMultiplier: 12)
    // 1/5² = 1/z² + 1/12², with z² = 25 · 144 / 119.
    let gradients = try rule.gradientNoiseMultiplier(whole: 5)
    #expect(abs(gradients - (25.0 * 144 / 119).squareRoot()) < 1e-12)
    #expect(abs(rule.combinedNoiseMultiplier(gradients: gradients) - 5) < 1e-12)
    #expect(throws: InvalidValue.self) { try rule.gradientNoiseMultiplier(whole: 12) }
  }
}
