import Attacks
import Foundation
import Learning
import NumericalCore
import PrivacyModel
import TestSupport
import Testing

@Suite("Canaries") struct CanaryTests {
  static func dataset() throws -> Dataset {
    try Dataset(
      features: Matrix(rows: 4, columns: 3, elements: [1, 0, 2, 2, 0, 1, 1, 0, 1, 3, 0, 1]), labels: [0, 2, 1, 1],
      classes: 3)
  }

  static func knowledge(_ model: ModelSpecification? = nil, seed: UInt64 = 1) throws -> CanaryKnowledge {
    let network = try Network(model ?? ModelSpecification(.softmaxRegression), features: 3, classes: 3)
    var stream = RandomStream(seed: seed, trial: 0, purpose: .initialisation)
    return CanaryKnowledge(
      dataset: try dataset(), network: network, initialParameters: network.initialParameters(using: &stream), image: nil
    )
  }

  static func examples(_ canary: CanarySpecification, count: Int = 1) throws -> ExampleCanaries {
    var stream = RandomStream(seed: 5, trial: 0, purpose: .canary)
    return try knowledge().examples(canary, count: count, using: &stream)
  }

  @Test("a mislabelled canary is its record with the next label, round the end; its counterpart is the record")
  func mislabelled() throws {
    let canaries = try Self.examples(.mislabelled(record: 1), count: 2)
    #expect(
      canaries.included == [Example(features: [2, 0, 1], label: 0), Example(features: [1, 0, 1], label: 2)])
    #expect(canaries.counterparts[0] == Example(features: [2, 0, 1], label: 2))
    #expect(try canaries.dataset == Self.dataset())
    #expect(throws: InvalidValue.self) { try Self.examples(.mislabelled(record: 4)) }
    #expect(throws: InvalidValue.self) { try Self.examples(.mislabelled(record: 0), count: 4) }
  }

  @Test("natural canaries are taken out of the dataset, duplicated ones stay")
  func naturalAndDuplicated() throws {
    let natural = try Self.examples(.natural(record: 1), count: 2)
    #expect(natural.included.map(\.label) == [2, 1] && natural.dataset.labels == [0, 1])
    #expect(natural.dataset.features.elements == [1, 0, 2, 3, 0, 1])
    let duplicated = try Self.examples(.duplicated(record: 3))
    #expect(try duplicated.dataset == Self.dataset() && duplicated.included == [Self.dataset().example(3)])
  }

  @Test("what is out of distribution is all zero, between the extremes, or both extremes in turn")
  func outOfDistribution() throws {
    #expect(
      try Self.examples(.outOfDistribution(.blank, label: 2)).included == [Example(features: [0, 0, 0], label: 2)])
    #expect(
      try Self.examples(.outOfDistribution(.checkerboard, label: 0)).included == [
        Example(features: [0, 3, 0], label: 0)
      ])
    let noise = try Self.examples(.outOfDistribution(.noise, label: 1), count: 50).included
    let features = noise.flatMap(\.features)
    #expect(Set(features).count == 150 && features.min() ?? -1 >= 0 && features.max() ?? 4 < 3)
    #expect(throws: InvalidValue.self) { try Self.examples(.outOfDistribution(.blank, label: 3)) }
  }

  @Test("ClipBKD points where the records never vary, at their mean length, with the two least likely labels")
  func clipBKD() throws {
    let canaries = try Self.examples(.clipBKD)
    let lengths = [5.0, 5, 2, 10].map { $0.squareRoot() }
    let features = canaries.included[0].features
    #expect(abs(Double(features[1]) - lengths.reduce(0, +) / 4) < 1e-6)
    #expect(abs(features[0]) < 1e-6 && abs(features[2]) < 1e-6)
    #expect(canaries.counterparts[0].features == features)
    #expect(canaries.counterparts[0].label != canaries.included[0].label)
  }

  @Test("no record and label of its pool has a longer gradient than a crafted canary")
  func crafted() throws {
    let knowledge = try Self.knowledge(ModelSpecification(hiddenUnits: [4], activation: .tanh))
    var stream = RandomStream(seed: 5, trial: 0, purpose: .canary)
    let canaries = try knowledge.examples(.crafted, count: 1, using: &stream)
    func length(_ example: Example) -> Double {
      knowledge.network.gradient(of: example, parameters: knowledge.initialParameters)
        .reduce(0) { $0 + Double($1) * Double($1) }
    }
    let best = length(canaries.included[0])
    for record in 0..<4 {
      for label in 0..<3 {
        let rival = Example(features: try Self.dataset().example(record).features, label: Int32(label))
        #expect(length(rival) <= best)
      }
    }
    #expect(length(canaries.counterparts[0]) < best)
  }

  static func directions(
    _ kind: GradientDirection, _ model: ModelSpecification, count: Int = 1, seed: UInt64 = 1
  ) throws -> [ParameterDirection] {
    var stream = RandomStream(seed: seed, trial: 0, purpose: .canary)
    return try knowledge(model, seed: seed).directions(kind, count: count, using: &stream)
  }

  @Test("the quietest coordinates are those that no record's gradient touches", arguments: [[], [4]])
  func quietestCoordinate(hiddenUnits: [Int]) throws {
    let model = try ModelSpecification(hiddenUnits: hiddenUnits, activation: .tanh)
    // Feature 1 is always 0, and its weights are the second row of the first layer.
    let row = hiddenUnits.first ?? 3
    let indices = try Self.directions(.quietestCoordinate, model, count: row).map { direction in
      if case .coordinate(let index) = direction { index } else { -1 }
    }
    #expect(indices.sorted() == Array(row..<2 * row))
    #expect(throws: InvalidValue.self) { try Self.directions(.quietestCoordinate, model, count: 1000) }
  }

  @Test("random directions have length 1, are at right angles, and depend on the seed alone")
  func randomDirections() throws {
    let model = try ModelSpecification(hiddenUnits: [4], activation: .relu)
    let directions = try Self.directions(.random, model, count: 20)
    let vectors = directions.map { direction -> [Float] in
      if case .dense(let elements) = direction { elements } else { [] }
    }
    for (index, vector) in vectors.enumerated() {
      for other in vectors[...index] {
        let product = zip(vector, other).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
        #expect(abs(product - (other == vector ? 1 : 0)) < 1e-6)
      }
    }
    #expect(try Self.directions(.random, model, count: 20) == directions)
    #expect(try Self.directions(.random, model, seed: 2)[0] != directions[0])
  }
}
