internal import Foundation

/// The learning rate as a function of the step.
///
/// It rises in a straight line over the warm-up, rate · (step + 1) ÷ (warm-up + 1), and then decays from its peak.
package struct LearningRate: Hashable, Sendable {
  /// What happens after the warm-up, in steps counted from its end.
  package enum Decay: Hashable, Sendable {
    case none
    /// Half a wave from the peak down to `floor` times the peak over so many steps, and there it stays.
    case cosine(steps: Int, floor: Double)
    /// Multiplied by `factor` after every so many steps.
    case step(every: Int, factor: Double)
  }

  package let peak: Double
  package let warmUpSteps: Int
  package let decay: Decay

  /// - Parameters:
  ///   - peak: Positive.
  ///   - warmUpSteps: At least 0.
  ///   - decay: Steps of at least 1, a floor in [0, 1], a factor in (0, 1].
  package init(_ peak: Double, warmUpSteps: Int = 0, decay: Decay = .none) {
    precondition(peak > 0 && peak.isFinite, "a learning rate is positive and finite, got \(peak)")
    precondition(warmUpSteps >= 0, "a warm-up has at least 0 steps, got \(warmUpSteps)")
    switch decay {
    case .none: break
    case .cosine(let steps, let floor):
      precondition(steps >= 1 && (0...1).contains(floor), "a cosine needs steps and a floor in [0, 1]")
    case .step(let every, let factor):
      precondition(every >= 1 && factor > 0 && factor <= 1, "a step decay needs steps and a factor in (0, 1]")
    }
    (self.peak, self.warmUpSteps, self.decay) = (peak, warmUpSteps, decay)
  }

  /// - Parameter step: Counted from 0.
  package func rate(at step: Int) -> Double {
    guard step >= warmUpSteps else { return peak * Double(step + 1) / Double(warmUpSteps + 1) }
    let step = step - warmUpSteps
    switch decay {
    case .none: return peak
    case .cosine(let steps, let floor):
      let share = Double(min(step, steps)) / Double(steps)
      return peak * (floor + (1 - floor) * (1 + cos(.pi * share)) / 2)
    case .step(let every, let factor): return peak * pow(factor, Double(step / every))
    }
  }
}
