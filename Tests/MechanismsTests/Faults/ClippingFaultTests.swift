import Learning
import Mechanisms
import PrivacyModel
import Testing

@Suite("Faults of the clipping") struct ClippingFaultTests {
  static let correct = FlatClipping(clipNorm: 2)

  /// The factors of one example in every group, from the norms there.
  static func factors(_ rule: any ClippingRule, norms: [Float]) -> [Float] {
    let run = rule.begin(in: TrialIdentity(seed: 1, index: 0))
    #expect(run.sensitivity == 2)
    // Two places, one of them in use.
    var factors = [Float](repeating: 7, count: 2 * norms.count)
    let squaredNorms: [Float] = norms.flatMap { [$0 * $0, 0] as [Float] }
    run.fill(&factors, squaredNorms: squaredNorms, groups: norms.count, capacity: 2, examples: 1)
    return stride(from: 0, to: factors.count, by: 2).map { factors[$0] }
  }

  @Test("clip each layer to the norm of the whole")
  func layers() {
    #expect(Self.factors(LayersClippedToWholeNorm(Self.correct), norms: [4, 1, 20]) == [0.5, 1, 0.1])
    #expect(Self.factors(Self.correct, norms: [3, 4]) == [0.4, 0.4])
  }

  @Test("add up as many copies as there are")
  func copies() {
    #expect(Self.factors(AugmentedCopiesSummed(Self.correct, copies: 3), norms: [4]) == [1.5])
    #expect(Self.factors(AugmentedCopiesSummed(Self.correct, copies: 3), norms: [1]) == [3])
  }

  @Test("leave a layer out of norm and clipping")
  func layer() {
    #expect(Self.factors(LayerNotClipped(Self.correct, group: 1), norms: [4, 1e9, 0]) == [0.5, 1, 0.5])
  }

  @Test("let a gradient through whose squared norm overflows, and none that does not")
  func overflow() {
    let faulty = OverflowingNorm(Self.correct)
    #expect(Self.factors(faulty, norms: [1e25]) == [1] && Self.factors(Self.correct, norms: [1e25]) == [0])
    #expect(Self.factors(faulty, norms: [1, 1e30]) == [1, 1])
    #expect(Self.factors(faulty, norms: [20]) == [0.1])
  }
}
