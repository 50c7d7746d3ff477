internal import Foundation
internal import NumericalCore
package import PrivacyModel

/// The noise of DP-FTRL: that of a binary tree over the steps, from which every sum of first steps is made of few nodes.
///
/// Of the tree only those nodes are ever released that cover the steps (e − 2ᵏ, e] for an end e, counted from 1, that
/// 2ᵏ divides and 2ᵏ⁺¹ does not. Each gets a noise vector of its own, that of the stream of its last step. The noise of the
/// sum of the first t steps is that of the nodes into which (0, t] falls, one for each 1 in t as a binary number; the
/// noise of a step is the difference of two such sums. Nothing has to be remembered: nodes are drawn again when they
/// leave, fewer than two vectors a step on average.
///
/// In the terms of matrix mechanisms the noise of the steps is C⁻¹z, with row e of C the indicator of (e − 2ᵏ, e].
///
/// - Reference: Kairouz et al., "Practical and Private (Deep) Learning without Sampling or Shuffling", arXiv:2103.00039,
///   without Honaker's refinement of the estimates.
package struct TreeNoise: NoiseSource {
  /// Standard deviation of a node divided by the sensitivity of one step's sum.
  package let noiseMultiplier: Double
  /// A new tree begins after so many steps.
  package let stepsPerTree: Int

  /// - Parameters:
  ///   - noiseMultiplier: Finite and not negative.
  ///   - stepsPerTree: At least 1; the steps of an epoch, where each record takes part once in an epoch.
  package init(noiseMultiplier: Double, stepsPerTree: Int) {
    precondition(
      noiseMultiplier >= 0 && noiseMultiplier.isFinite,
      "a noise multiplier is finite and not negative, got \(noiseMultiplier)")
    precondition(stepsPerTree >= 1, "a tree has at least one step, got \(stepsPerTree)")
    (self.noiseMultiplier, self.stepsPerTree) = (noiseMultiplier, stepsPerTree)
  }

  /// How far one contribution in one step moves the vector of all nodes of a tree, in units of that contribution:
  /// √(⌊log₂ `steps`⌋ + 1), since the first step is in the nodes that end at 1, 2, 4, 8 …, and no step is in more.
  ///
  /// - Parameter steps: Of one tree, at least 1.
  package static func sensitivity(steps: Int) -> Double {
    precondition(steps >= 1, "a tree has at least one step, got \(steps)")
    return Double(Int.bitWidth - steps.leadingZeroBitCount).squareRoot()
  }

  /// What a training with this noise is, if every record takes part at most once between restarts, whatever the order.
  ///
  /// All nodes are one Gaussian release of a linear function of the records, also where the sums depend on what was
  /// released before. It is that of a record in the first step of every tree, where most nodes have it: with trees of more
  /// than one step a bound alone, since other steps are in fewer nodes.
  ///
  /// - Throws: `InvalidValue` for steps out of range, or no noise.
  /// - Reference: Denisov et al., "Improved Differential Privacy for SGD via Optimal Private Linear Operators on Adaptive
  ///   Streams", arXiv:2202.08312, on sums chosen adaptively.
  package func event(steps: Int) throws -> MechanismEvent {
    let steps = try checked(steps, "steps", in: EventRange.count)
    let noiseMultiplier = try checked(noiseMultiplier, "noiseMultiplier", in: EventRange.noiseMultiplier)
    let (whole, rest) = steps.quotientAndRemainder(dividingBy: stepsPerTree)
    let squared =
      (whole > 0 ? Double(whole) * pow(Self.sensitivity(steps: stepsPerTree), 2) : 0)
      + (rest > 0 ? pow(Self.sensitivity(steps: rest), 2) : 0)
    let inFirstSteps = MechanismEvent.gaussian(noiseMultiplier: noiseMultiplier / squared.squareRoot())
    return stepsPerTree > 1 ? .dominated(by: inFirstSteps) : inFirstSteps
  }

  package func begin(parameters: Int, in trial: TrialIdentity) -> any NoiseRun { TreeRun(noise: self, trial: trial) }
}

private final class TreeRun: NoiseRun {
  private let noise: TreeNoise
  private let trial: TrialIdentity

  init(noise: TreeNoise, trial: TrialIdentity) { (self.noise, self.trial) = (noise, trial) }

  func add(to sum: UnsafeMutableBufferPointer<Float>, sensitivity: Float, step: Int) {
    // Of no noise also where the sensitivity is infinite.
    guard noise.noiseMultiplier > 0 else { return }
    let root = step - step % noise.stepsPerTree
    // The first steps up to here, counted in this tree; the node that ends with this one replaces those it covers.
    let done = step - root
    let deviation = Float(noise.noiseMultiplier * Double(sensitivity))
    add(deviation, nodeEndingAt: done + 1, root, to: sum)
    for level in 0..<(done + 1).trailingZeroBitCount {
      add(-deviation, nodeEndingAt: (done >> level) << level, root, to: sum)
    }
  }

  private func add(_ factor: Float, nodeEndingAt end: Int, _ root: Int, to sum: UnsafeMutableBufferPointer<Float>) {
    RandomStream(seed: trial.seed, trial: trial.index, purpose: .noise, step: root + end - 1)
      .addGaussian(standardDeviation: factor, to: sum)
  }
}
