package import PrivacyModel

extension Network {
  /// The network that `specification` describes, on so many features and classes.
  ///
  /// - Throws: `InvalidValue` for layers that do not fit the data or each other.
  package init(_ specification: ModelSpecification, features: Int, classes: Int) throws {
    let input = try specification.inputShape(features: features)
    if specification.loss == .logistic, classes != 2 {
      throw InvalidValue(
        key: "loss", allowed: "logistic for 2 classes only, of which the data have \(classes)", got: "logistic")
    }
    var dropouts = 0
    var layers = try buildLayers(specification.layers, on: input, key: "layers", dropouts: &dropouts)
    let last = layers.last?.output ?? input
    layers.append(
      DenseLayer(inputs: last, units: specification.loss.outputs(classes: classes), startsAtZero: layers.isEmpty))
    self.init(LayerStack(layers, on: input), loss: specification.loss, classes: classes)
  }
}

private func buildLayers(
  _ specifications: [LayerSpecification], on input: ExampleShape, key: String, dropouts: inout Int
) throws -> [any Layer] {
  var (layers, shape): ([any Layer], ExampleShape) = ([], input)
  for (index, specification) in specifications.enumerated() {
    // A fitting shape first, so that building cannot fail.
    _ = try specification.output(of: shape, key: "\(key)[\(index)]")
    let layer = try buildLayer(specification, on: shape, key: "\(key)[\(index)]", dropouts: &dropouts)
    layers.append(layer)
    shape = layer.output
  }
  return layers
}

private func buildLayer(
  _ specification: LayerSpecification, on shape: ExampleShape, key: String, dropouts: inout Int
) throws -> any Layer {
  switch specification {
  case .dense(let units): return DenseLayer(inputs: shape, units: units)
  case .convolution(let channels, let size, let stride, let padding):
    return ConvolutionLayer(input: shape, channels: channels, size: size, stride: stride, padding: padding)
  case .maxPooling(let size, let stride): return PoolingLayer(.largest, on: shape, size: size, stride: stride)
  case .averagePooling(let size, let stride): return PoolingLayer(.mean, on: shape, size: size, stride: stride)
  case .globalAveragePooling: return PoolingLayer(.mean, on: shape, size: shape.height, stride: shape.height)
  case .activation(let name): return ActivationLayer(name, on: shape)
  case .groupNormalisation(let groups): return NormalisationLayer(groups: groups, on: shape)
  case .layerNormalisation: return NormalisationLayer(groups: 1, on: shape)
  case .dropout(let probability):
    dropouts += 1
    return DropoutLayer(probability: probability, number: dropouts, on: shape)
  case .embedding(let vocabulary, let dimensions):
    return EmbeddingLayer(vocabulary: vocabulary, dimensions: dimensions, on: shape)
  case .residual(let body, let shortcut):
    return ResidualLayer(
      body: LayerStack(try buildLayers(body, on: shape, key: "\(key).body", dropouts: &dropouts), on: shape),
      shortcut: LayerStack(
        try buildLayers(shortcut, on: shape, key: "\(key).shortcut", dropouts: &dropouts), on: shape))
  }
}
