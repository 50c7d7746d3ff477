/// A mechanism of the study, in the parameters that were drawn, with the δ at which it is asked about.
package struct StudyMechanism: Hashable, Sendable {
  package enum Family: String, Hashable, Sendable, CaseIterable {
    case dpSGD = "DP-SGD"
    case laplace = "Laplace"
    case discreteGaussian = "discrete Gaussian"
    case discreteLaplace = "discrete Laplace"
    case randomisedResponse = "randomised response"
    case approximateDP = "approximate DP"
    case fixedSize = "Gaussian, sampled without replacement"
    case composition = "composition of two or three"
  }

  package enum Sampling: Hashable, Sendable {
    case none
    case poisson(Double)
    case withoutReplacement(batchSize: Int, populationSize: Int)
  }

  /// One step, taken `count` times.
  package struct Part: Hashable, Sendable {
    package var noise: MechanismEvent
    package var sampling: Sampling
    package var count: Int

    package init(noise: MechanismEvent, sampling: Sampling, count: Int) {
      (self.noise, self.sampling, self.count) = (noise, sampling, count)
    }

    package var event: MechanismEvent {
      let once: MechanismEvent =
        switch sampling {
        case .none: noise
        case .poisson(let probability): .poissonSampled(samplingProbability: probability, noise)
        case .withoutReplacement(let batchSize, let populationSize):
          .sampledWithoutReplacement(batchSize: batchSize, populationSize: populationSize, noise)
        }
      return count == 1 ? once : .selfComposed(once, count: count)
    }
  }

  package let family: Family
  package var parts: [Part]
  package var delta: Double

  package init(family: Family, parts: [Part], delta: Double) {
    (self.family, self.parts, self.delta) = (family, parts, delta)
  }

  package var event: MechanismEvent { parts.count == 1 ? parts[0].event : .composed(parts.map(\.event)) }
}
