internal import PrivacyModel

extension ModelSpecification.Kind: SectionKind {
  var keys: [String] {
    switch self {
    case .softmaxRegression: ["image", "loss"]
    case .multilayerPerceptron: ["hiddenUnits", "activation", "image", "loss"]
    case .labelOnlyCNN, .leNet: ["image", "loss"]
    case .residual: ["blocks", "channels", "image", "loss"]
    case .layers: ["layers", "image", "loss"]
    }
  }
}

extension LayerSpecification.Kind: SectionKind {
  var keys: [String] {
    switch self {
    case .dense: ["units"]
    case .convolution: ["channels", "size", "stride", "padding"]
    case .maxPooling, .averagePooling: ["size", "stride"]
    case .globalAveragePooling, .relu, .tanh, .gelu, .layerNormalisation, .batchNormalisation: []
    case .groupNormalisation: ["groups"]
    case .dropout: ["probability"]
    case .embedding: ["vocabulary", "dimensions"]
    case .residual: ["body", "shortcut"]
    }
  }
}

func readModel(_ section: Section) throws -> ModelSpecification {
  let architecture: ModelSpecification.Architecture
  switch try section.kind(as: ModelSpecification.Kind.self) {
  case .softmaxRegression: architecture = .softmaxRegression
  case .labelOnlyCNN: architecture = .labelOnlyCNN
  case .leNet: architecture = .leNet
  case .multilayerPerceptron:
    let hiddenUnits = try section.required("hiddenUnits", .list(of: Reading<Int>.wholeNumber, named: "whole numbers"))
    let activation = try section.optional("activation", .choice(of: ActivationName.self)) ?? .relu
    try section.value.checking {
      guard !hiddenUnits.isEmpty else {
        throw InvalidValue(key: "hiddenUnits", allowed: "the sizes of one or more layers", got: "an empty list")
      }
    }
    architecture = .multilayerPerceptron(hiddenUnits: hiddenUnits, activation: activation)
  case .residual:
    architecture = .residual(
      blocks: try section.optional("blocks", .wholeNumber) ?? 1,
      channels: try section.optional("channels", .wholeNumber) ?? 16)
  case .layers: architecture = .layers(try section.required("layers", .layers))
  }
  let sides = try section.optional("image", .list(of: Reading<Int>.wholeNumber, named: "whole numbers"))
  let loss = try section.optional("loss", .choice(of: LossName.self)) ?? .crossEntropy
  return try section.value.checking {
    try ModelSpecification(architecture, image: try sides.map(ExampleShape.init(sides:)), loss: loss)
  }
}

extension Reading<[LayerSpecification]> {
  static var layers: Reading {
    .list(of: Reading<LayerSpecification>(allowed: "a layer") { try readLayer($0) }, named: "layers")
  }
}

/// A layer without numbers may be given by its name alone.
private func readLayer(_ value: Value) throws -> LayerSpecification {
  if value.text != nil {
    switch try Reading<LayerSpecification.Kind>.choice(of: LayerSpecification.Kind.self).read(value) {
    case .relu: return .activation(.relu)
    case .tanh: return .activation(.tanh)
    case .gelu: return .activation(.gelu)
    case .globalAveragePooling: return .globalAveragePooling
    case .layerNormalisation: return .layerNormalisation
    case .batchNormalisation: throw value.invalid(LayerSpecification.noBatchNormalisation)
    case let kind: throw value.invalid("a mapping {kind: \(kind.rawValue), \(kind.keys.joined(separator: ": …, ")): …}")
    }
  }
  let section = try Reading<Section>.section.read(value)
  func number(_ key: String) throws -> Int { try section.required(key, .wholeNumber) }
  switch try section.kind(as: LayerSpecification.Kind.self) {
  case .dense: return .dense(units: try number("units"))
  case .convolution:
    return .convolution(
      channels: try number("channels"), size: try number("size"),
      stride: try section.optional("stride", .wholeNumber) ?? 1,
      padding: try section.optional("padding", .choice(of: PaddingName.self)) ?? .same)
  case .maxPooling:
    let size = try number("size")
    return .maxPooling(size: size, stride: try section.optional("stride", .wholeNumber) ?? size)
  case .averagePooling:
    let size = try number("size")
    return .averagePooling(size: size, stride: try section.optional("stride", .wholeNumber) ?? size)
  case .globalAveragePooling: return .globalAveragePooling
  case .relu: return .activation(.relu)
  case .tanh: return .activation(.tanh)
  case .gelu: return .activation(.gelu)
  case .groupNormalisation: return .groupNormalisation(groups: try number("groups"))
  case .layerNormalisation: return .layerNormalisation
  case .batchNormalisation: throw value.invalid(LayerSpecification.noBatchNormalisation)
  case .dropout: return .dropout(probability: try section.required("probability", .number))
  case .embedding: return .embedding(vocabulary: try number("vocabulary"), dimensions: try number("dimensions"))
  case .residual:
    return .residual(
      body: try section.required("body", .layers), shortcut: try section.optional("shortcut", .layers) ?? [])
  }
}
