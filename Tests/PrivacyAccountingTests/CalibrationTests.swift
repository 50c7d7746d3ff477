import NumericalCore
import PrivacyAccounting
import PrivacyModel
import TestSupport
import Testing

import class Foundation.Bundle

@Suite("Calibration") struct CalibrationTests {
  struct Reference: Decodable, Sendable {
    let samplingProbability, delta, epsilon, noiseMultiplier: Double
    let steps: Int
  }

  @Test("finds the noise multiplier of the table to 1e-6 wherever the contour integral resolves")
  func matchesTable() throws {
    let vectors = try GoldenVectors<Reference>.load("calibration", from: .module)
    #expect(vectors.cases.count == 143)
    var resolved = 0
    for reference in vectors.cases {
      let target = try CalibrationTarget(
        epsilon: reference.epsilon, delta: reference.delta, adjacency: .addOrRemove, method: .contour)
      let calibration = try calibrate(.noiseMultiplier, to: target) {
        try .dpSGD(noiseMultiplier: $0, samplingProbability: reference.samplingProbability, steps: reference.steps)
      }
      let estimate = try accountByContour(
        calibration.statement.event, delta: reference.delta, adjacency: .addOrRemove)
      guard case .success = estimate else { continue }
      resolved += 1
      #expect(
        relativeError(of: calibration.value, from: reference.noiseMultiplier) < vectors.provenance.relativeTolerance,
        "\(reference)")
    }
    #expect(resolved == 143)
  }

  /// One parameter left open, and the mechanism around it.
  struct Question: Sendable, CustomTestStringConvertible {
    let parameter: CalibratedParameter
    let event: @Sendable (Double) throws -> MechanismEvent
    var testDescription: String { parameter.rawValue }

    func calibrated(
      epsilon: Double, delta: Double = 1e-5, adjacency: Adjacency = .addOrRemove,
      by method: AccountingMethod = .lossDistribution
    ) throws -> Calibration {
      try calibrate(
        parameter, to: CalibrationTarget(epsilon: epsilon, delta: delta, adjacency: adjacency, method: method),
        event: event)
    }
  }

  static let questions = [
    Question(parameter: .noiseMultiplier) {
      try .dpSGD(noiseMultiplier: $0, samplingProbability: 0.01, steps: 1000)
    },
    Question(parameter: .steps) {
      try .dpSGD(noiseMultiplier: 1.1, samplingProbability: 256 / 60000, steps: Int($0))
    },
    Question(parameter: .samplingProbability) {
      try .dpSGD(noiseMultiplier: 1.1, samplingProbability: $0, steps: 14062)
    },
    Question(parameter: .sensitivity) { .selfComposed(.laplace(noiseMultiplier: $0), count: 20) },
  ]

  @Test("certifies what it returns, and a little less privacy would not do", arguments: questions)
  func certifies(question: Question) throws {
    for method in [AccountingMethod.lossDistribution, .renyi] {
      let calibration = try question.calibrated(epsilon: 2, by: method)
      func epsilon(_ value: Double) throws -> Double {
        let event = try question.event(value)
        return method == .renyi
          ? try accountByRenyi(event, delta: 1e-5, adjacency: .addOrRemove).epsilon
          : try account(event, delta: 1e-5, adjacency: .addOrRemove).epsilon
      }
      #expect(try calibration.statement.epsilon == epsilon(calibration.value) && calibration.statement.epsilon <= 2)
      let looser =
        switch question.parameter {
        case .noiseMultiplier, .sensitivity: calibration.value * (1 - 2e-3)
        case .samplingProbability: calibration.value * (1 + 2e-3)
        case .steps: (calibration.value * (1 + 3e-3)).rounded(.up)
        }
      #expect(try epsilon(looser) > 2)
    }
  }

  @Test("finds by contour the parameter at which the contour integral gives the target", arguments: questions.prefix(3))
  func inverts(question: Question) throws {
    for adjacency in [Adjacency.addOrRemove, .replaceOne] {
      let calibration = try question.calibrated(epsilon: 3, delta: 1e-6, adjacency: adjacency, by: .contour)
      let estimate = try accountByContour(calibration.statement.event, delta: 1e-6, adjacency: adjacency).get()
      #expect(estimate.value <= 3 && estimate.value > 3 - (question.parameter == .steps ? 2e-3 : 1e-6))
      let (lower, upper) = (try #require(calibration.statement.lower), calibration.statement.epsilon)
      #expect(lower <= 3 && upper >= estimate.value && upper - lower <= 1e-3 * upper)
    }
  }

  @Test("answers for δ = 0 where ε is finite there")
  func pure() throws {
    let calibration = try Self.questions[3].calibrated(epsilon: 10, delta: 0)
    #expect(calibration.statement.epsilon <= 10 && relativeError(of: calibration.value, from: 2) < 1e-6)
  }

  @Test("samples everything where that is private enough")
  func samplesEverything() throws {
    let question = Question(parameter: .samplingProbability) {
      try .dpSGD(noiseMultiplier: 100, samplingProbability: $0, steps: 10)
    }
    #expect(try question.calibrated(epsilon: 5).value == 1)
  }

  @Test("refuses what cannot be reached, and what does not limit the parameter, with the reason")
  func refusesTheImpossible() throws {
    let unsampled = Question(parameter: .noiseMultiplier) {
      try .dpSGD(noiseMultiplier: $0, samplingProbability: 1, steps: 1_000_000_000)
    }
    #expect {
      try unsampled.calibrated(epsilon: 1e-4, delta: 1e-9)
    } throws: { error in
      if case .unreachable(.noiseMultiplier, 1e6, _, 1e-4)? = error as? CalibrationError { true } else { false }
    }
    let loud = Question(parameter: .steps) {
      try .dpSGD(noiseMultiplier: 0.5, samplingProbability: 1, steps: Int($0))
    }
    #expect {
      try loud.calibrated(epsilon: 1e-4, delta: 1e-9)
    } throws: { error in
      "\(error)".hasPrefix("epsilon 0.0001 cannot be reached by the steps: at 1, the most private one tried")
    }
    let once = Question(parameter: .noiseMultiplier) { .gaussian(noiseMultiplier: $0) }
    #expect {
      try once.calibrated(epsilon: 1e6)
    } throws: { error in
      if case .notBinding? = error as? CalibrationError { true } else { false }
    }
    #expect(throws: CalibrationError.unsupported(.centralLimit)) { try once.calibrated(epsilon: 1, by: .centralLimit) }
    #expect(throws: InvalidValue.self) { try once.calibrated(epsilon: 0) }
    #expect(throws: InvalidValue.self) {
      try Question(parameter: .noiseMultiplier) {
        try .dpSGD(noiseMultiplier: $0, samplingProbability: 2, steps: 10)
      }.calibrated(epsilon: 1)
    }
  }
}
