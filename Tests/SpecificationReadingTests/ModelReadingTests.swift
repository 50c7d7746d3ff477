import Foundation
import PrivacyModel
import SpecificationReading
import Testing

@Suite("Reading models") struct ModelReadingTests {
  private static let section = "    kind: multilayer-perceptron\n    hiddenUnits: [32, 16]\n    activation: tanh\n"

  private static func text(_ model: String) -> String {
    changing(section, to: model.split(separator: "\n").map { "    \($0)\n" }.joined())
  }

  private static func read(_ model: String) throws -> ModelSpecification {
    let specification = try readSpecification(text(model), named: "audits/a.yaml")
    guard case .dpSGD(let training) = specification.mechanism else { preconditionFailure("dp-sgd expected") }
    let json = try JSONEncoder().encode(specification)
    #expect(try JSONDecoder().decode(AuditSpecification.self, from: json) == specification)
    #expect(try readSpecification(String(decoding: json, as: UTF8.self), named: "audits/a.json") == specification)
    return training.model
  }

  @Test(
    "known architectures are read by name",
    arguments: [
      ("kind: label-only-cnn\nimage: [32, 32, 3]", 2_168_362), ("kind: lenet\nimage: [28, 28, 1]", 61_706),
      ("kind: resnet\nimage: [16, 16, 3]\nblocks: 2\nchannels: 8", 44_554), ("kind: softmax-regression", 7850),
    ])
  func architectures(model: String, parameters: Int) throws {
    let features = model.contains("32, 32") ? 3072 : model.contains("16, 16") ? 768 : 784
    #expect(try Self.read(model).parameterCount(features: features, classes: 10) == parameters)
  }

  @Test("every layer is read, by its name alone where that says all")
  func layers() throws {
    let model = try Self.read(
      """
      kind: layers
      image: [8, 8, 2]
      loss: squared
      layers:
      - {kind: convolution, channels: 8, size: 3}
      - {kind: convolution, channels: 8, size: 2, stride: 2, padding: valid}
      - relu
      - {kind: max-pooling, size: 2, stride: 1}
      - {kind: average-pooling, size: 1}
      - {kind: group-normalisation, groups: 4}
      - {kind: residual, body: [gelu, {kind: convolution, channels: 8, size: 3}]}
      - {kind: residual, body: [{kind: convolution, channels: 4, size: 3, stride: 2}], shortcut: [{kind: convolution, channels: 4, size: 1, stride: 2}]}
      - layer-normalisation
      - {kind: dropout, probability: 0.25}
      - {kind: tanh}
      - global-average-pooling
      - {kind: dense, units: 5}
      """)
    #expect(
      model.layers == [
        .convolution(channels: 8, size: 3, stride: 1, padding: .same),
        .convolution(channels: 8, size: 2, stride: 2, padding: .valid), .activation(.relu),
        .maxPooling(size: 2, stride: 1), .averagePooling(size: 1, stride: 1), .groupNormalisation(groups: 4),
        .residual(
          body: [.activation(.gelu), .convolution(channels: 8, size: 3, stride: 1, padding: .same)], shortcut: []),
        .residual(
          body: [.convolution(channels: 4, size: 3, stride: 2, padding: .same)],
          shortcut: [.convolution(channels: 4, size: 1, stride: 2, padding: .same)]),
        .layerNormalisation, .dropout(probability: 0.25), .activation(.tanh), .globalAveragePooling, .dense(units: 5),
      ])
    #expect(model.loss == .squared && model.image == ExampleShape(height: 8, width: 8, channels: 2))
  }

  @Test(
    "what does not fit is refused with its place",
    arguments: [
      ("kind: layers\nlayers: [batch-normalisation]", "mechanism.model.layers[0] must be group-normalisation or"),
      ("kind: layers\nlayers: [{kind: batch-normalisation}]", "batch normalisation mixes the examples of a batch"),
      ("kind: lenet", "mechanism.model.image must be [height, width, channels] of the features"),
      (
        "kind: layers\nimage: [4, 4, 3]\nlayers: [{kind: convolution, channels: 2, size: 5, padding: valid}]",
        "mechanism.model.layers[0].size must be from 1 to 4 on an image of 4 × 4 × 3, got 5"
      ),
      (
        "kind: layers\nimage: [4, 4, 3]\nlayers: [{kind: group-normalisation, groups: 2}]",
        "mechanism.model.layers[0].groups must be a divisor of the 3 channels, got 2"
      ),
      (
        "kind: layers\nimage: [4, 4, 3]\nlayers: [{kind: residual, body: [{kind: dense, units: 3}]}]",
        "mechanism.model.layers[0].shortcut must be layers that lead to the body's 3, got 4 × 4 × 3"
      ),
      (
        "kind: layers\nimage: [1, 4, 1]\nlayers: [relu, {kind: embedding, vocabulary: 3, dimensions: 2}]",
        "mechanism.model.layers[1] must be a layer that takes numbers, since only the features are tokens"
      ),
      (
        "kind: layers\nimage: [100, 100, 1]\nlayers: [{kind: convolution, channels: 1000000, size: 3}]",
        "mechanism.model.layers[0] must be of at most 20000000 outputs"
      ),
      ("kind: layers\nlayers: [dense]", "mechanism.model.layers[0] must be a mapping {kind: dense, units: …}"),
      ("kind: layers\nimage: [4, 4]\nlayers: []", "mechanism.model.image must be height, width and channels, got 2"),
      (
        "kind: resnet\nimage: [8, 8, 3]\nchannels: 12",
        "mechanism.model.channels must be a multiple of 8 from 8 to 4096, got 12"
      ),
    ])
  func refusals(model: String, complaint expected: String) throws {
    let found = try complaint(about: Self.text(model)) ?? ""
    #expect(found.contains(expected), "\(found)")
    #expect(found.hasPrefix("1"), "a line number comes first: \(found)")
  }
}
