/// How close audits of correct trainings by DP-SGD come to their ε, and how little missing noise they notice.
package struct TightnessSummary: Hashable, Codable, Sendable {
  package let seed: UInt64
  package let significance: Double
  package let delta: Double
  package let trialsPerWorld: Int
  package let settings: [Setting]
  package let faults: [Fault]

  /// Audits of one correct training with different seeds.
  package struct Setting: Hashable, Codable, Sendable {
    package let epsilon: Double
    package let noiseMultiplier: Double
    package let samplingProbability: Double
    package let steps: Int
    package let repetitions: Int
    package let methods: [Method]

    package init(
      epsilon: Double, noiseMultiplier: Double, samplingProbability: Double, steps: Int, repetitions: Int,
      methods: [Method]
    ) {
      (self.epsilon, self.noiseMultiplier, self.samplingProbability) = (epsilon, noiseMultiplier, samplingProbability)
      (self.steps, self.repetitions, self.methods) = (steps, repetitions, methods)
    }
  }

  /// What one method said of a setting.
  package struct Method: Hashable, Codable, Sendable {
    package let method: BoundMethod
    /// The mean bound ÷ ε.
    package let meanShare: Double
    /// Of the share in one audit.
    package let deviation: Double
    /// Audits in which the bound exceeded ε.
    package let exceeded: Int
    /// Whether so many have a probability below 10⁻⁴ at the nominal level.
    package let isExceeded: Bool

    package init(method: BoundMethod, meanShare: Double, deviation: Double, exceeded: Int, isExceeded: Bool) {
      (self.method, self.meanShare, self.deviation) = (method, meanShare, deviation)
      (self.exceeded, self.isExceeded) = (exceeded, isExceeded)
    }
  }

  /// Audits of a training with less noise than it claims.
  package struct Fault: Hashable, Codable, Sendable {
    package let claimedEpsilon: Double
    /// Of the noise that is claimed.
    package let noiseShare: Double
    package let repetitions: Int
    /// Audits in which the ranks of all trials refuted the claimed curve.
    package let refutedByRanks: Int
    /// The median over audits of the pairs after which bets refuted the curve; nil where less than half did.
    package let medianPairs: Int?

    package init(claimedEpsilon: Double, noiseShare: Double, repetitions: Int, refutedByRanks: Int, medianPairs: Int?) {
      (self.claimedEpsilon, self.noiseShare, self.repetitions) = (claimedEpsilon, noiseShare, repetitions)
      (self.refutedByRanks, self.medianPairs) = (refutedByRanks, medianPairs)
    }
  }

  package init(
    seed: UInt64, significance: Double, delta: Double, trialsPerWorld: Int, settings: [Setting], faults: [Fault]
  ) {
    (self.seed, self.significance, self.delta) = (seed, significance, delta)
    (self.trialsPerWorld, self.settings, self.faults) = (trialsPerWorld, settings, faults)
  }

  /// Methods that exceeded the truth too often, over all settings.
  package var violations: Int { settings.reduce(0) { $0 + $1.methods.count(where: \.isExceeded) } }
}
