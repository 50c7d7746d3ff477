import Foundation
import Learning
import TestSupport
import Testing

@Suite("Optimisers") struct OptimiserTests {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let optimiser: String
    let gradients: [[Float]]
    let start: [Float]
    let parameters: [[Double]]
    var testDescription: String { optimiser }
  }

  static func vectors() throws -> GoldenVectors<Case> { try .load("optimisers", from: .module) }

  static let optimisers: [String: any Optimiser] = [
    "sgd": SGD(learningRate: LearningRate(0.25)),
    "momentum": Momentum(learningRate: LearningRate(0.125), momentum: 0.75),
    "nesterov": Momentum(learningRate: LearningRate(0.125), momentum: 0.75, isNesterov: true),
    "adam": Adam(
      learningRate: LearningRate(0.0625), firstDecay: 0.875, secondDecay: 0.96875, stabiliser: 0.0009765625),
    "adam-corrected": Adam(
      learningRate: LearningRate(0.0625), firstDecay: 0.875, secondDecay: 0.96875,
      correction: .init(variance: 0.75, floor: 0.25)),
    "warm-up": SGD(learningRate: LearningRate(0.5, warmUpSteps: 4)),
  ]

  static func play(
    _ run: any OptimiserRun, _ parameters: inout [Float], _ gradients: [[Float]], steps: Range<Int>
  ) -> [[Float]] {
    steps.map { step in
      parameters.withUnsafeMutableBufferPointer { parameters in
        gradients[step].withUnsafeBufferPointer { run.update(parameters, gradient: $0, step: step) }
      }
      return parameters
    }
  }

  @Test("follow the published recursions, to the rounding of single precision")
  func matchReference() throws {
    let vectors = try Self.vectors()
    #expect(vectors.cases.count == Self.optimisers.count)
    for reference in vectors.cases {
      let optimiser = try #require(Self.optimisers[reference.optimiser])
      var parameters = reference.start
      let rows = Self.play(
        optimiser.begin(parameters: 3), &parameters, reference.gradients, steps: 0..<reference.gradients.count)
      for (row, expected) in zip(rows, reference.parameters) {
        for (value, expected) in zip(row, expected) {
          #expect(abs(Double(value) - expected) < vectors.provenance.relativeTolerance * max(1, abs(expected)))
        }
      }
    }
  }

  @Test("go on from their state as if they had never stopped")
  func resume() throws {
    for reference in try Self.vectors().cases {
      let optimiser = try #require(Self.optimisers[reference.optimiser])
      var (whole, parts) = (reference.start, reference.start)
      let rows = Self.play(optimiser.begin(parameters: 3), &whole, reference.gradients, steps: 0..<12)
      let (first, second) = (optimiser.begin(parameters: 3), optimiser.begin(parameters: 3))
      let before = Self.play(first, &parts, reference.gradients, steps: 0..<5)
      second.state = first.state
      #expect(before + Self.play(second, &parts, reference.gradients, steps: 5..<12) == rows)
    }
  }

  @Test("Adam's correction divides by the signal alone where noise hides it, and by the floor below that")
  func noiseCorrection() {
    let correction = Adam.NoiseCorrection(noiseMultiplier: 3, clipNorm: 2, expectedBatchSize: 12, floor: 1e-4)
    #expect(correction.variance == 0.25 && correction.floor == 1e-4)
    // A first gradient g has m̂ = g and v̂ = g².
    for (gradient, divisor) in [(Float(1.3), (1.69 - 0.25).squareRoot()), (0.1, 1e-2)] {
      let run = Adam(learningRate: LearningRate(1), correction: correction).begin(parameters: 1)
      var parameters: [Float] = [0]
      _ = Self.play(run, &parameters, [[gradient]], steps: 0..<1)
      let move = Double(gradient) / divisor
      #expect(abs(Double(parameters[0]) + move) < 1e-5 * move)
    }
  }

  @Test("the learning rate warms up in a straight line and decays from its peak")
  func schedules() {
    let constant = LearningRate(0.3)
    #expect([0, 1, 1_000_000].allSatisfy { constant.rate(at: $0) == 0.3 })
    let cosine = LearningRate(2, warmUpSteps: 3, decay: .cosine(steps: 8, floor: 0.25))
    let decayed = (1...9).map { (step: Int) -> Double in 0.5 + 0.75 * (1 + cos(Double.pi * min(1, Double(step) / 8))) }
    let expected = [0.5, 1, 1.5, 2] + decayed
    for (step, rate) in expected.enumerated() { #expect(abs(cosine.rate(at: step) - rate) < 1e-12) }
    #expect(abs(cosine.rate(at: 7) - 1.25) < 1e-12)
    let steps = LearningRate(1, warmUpSteps: 1, decay: .step(every: 2, factor: 0.5))
    #expect((0..<7).map { steps.rate(at: $0) } == [0.5, 1, 1, 0.5, 0.5, 0.25, 0.25])
  }

  @Test(
    "averages are the weighted means that they are defined as, at every step",
    arguments: [
      WeightAveraging.exponential(decay: 0.75), .exponential(decay: 0), .tail(firstStep: 3), .tail(firstStep: 0),
    ])
  func averages(_ rule: WeightAveraging) {
    let rows = (0..<10).map { step in [Float(step * step), 1 / Float(step + 1)] }
    let (average, resumed) = (rule.begin(parameters: 2), rule.begin(parameters: 2))
    for (step, row) in rows.enumerated() {
      row.withUnsafeBufferPointer { average.see($0, step: step) }
      if step == 5 { resumed.resume(from: average.mean) }
      if step > 5 { row.withUnsafeBufferPointer { resumed.see($0, step: step) } }
      let weights = (0...step).map { past -> Double in
        switch rule {
        case .exponential(let decay): past == step ? 1 : pow(decay, Double(step - past))
        case .tail(let firstStep): step < firstStep ? (past == step ? 1 : 0) : (past >= firstStep ? 1 : 0)
        }
      }
      for index in 0..<2 {
        var mean = 0.0
        for (weight, row) in zip(weights, rows) { mean += weight * Double(row[index]) }
        mean /= weights.reduce(0, +)
        #expect(abs(Double(average.mean[index]) - mean) < 1e-5 * max(1, mean))
      }
    }
    #expect(average.mean == resumed.mean)
  }
}
