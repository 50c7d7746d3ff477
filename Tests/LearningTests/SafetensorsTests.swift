import Foundation
import Learning
import PrivacyModel
import Testing

@Suite("Safetensors") struct SafetensorsTests {
  /// What `Generators/safetensors-file.py` writes.
  static let tensors = [
    Safetensors.Tensor(name: "empty", shape: [0, 4], values: []),
    Safetensors.Tensor(name: "matrix", shape: [2, 3], values: [0, 1, 2, 10, 11, 12]),
    Safetensors.Tensor(name: "scalar", shape: [], values: [0.5]),
    Safetensors.Tensor(name: "vector", shape: [3], values: [1, -2, 3.25]),
  ]

  @Test("reads what the safetensors library wrote")
  func readsTheLibrarysFile() throws {
    let url = try #require(
      Bundle.module.url(forResource: "reference", withExtension: "safetensors", subdirectory: "Vectors"))
    let file = try Safetensors(Data(contentsOf: url), file: "reference")
    #expect(file.tensors.sorted { $0.name < $1.name } == Self.tensors)
    #expect(file.metadata == ["who": "the library \"itself\"", "ε": "3"])
  }

  @Test("reads back what it writes, to the last bit, with the header in whole words")
  func roundTrips() throws {
    let strange = Safetensors.Tensor(
      name: "a \"name\"\n\\", shape: [3], values: [-0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude])
    let file = Safetensors(Self.tensors + [strange], metadata: ["key\t": "\u{1}\"value\"", "ε": "δ"])
    let data = file.encoded
    let read = try Safetensors(data, file: "own")
    #expect(read.metadata == file.metadata && Set(read.tensors) == Set(file.tensors))
    #expect(read[strange.name]?.values.map(\.bitPattern) == strange.values.map(\.bitPattern))
    let length = data.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
    #expect(length % 8 == 0 && data.count == 8 + Int(length) + 4 * (10 + 3))
  }

  @Test("a slice of a larger block of data is read from its own start")
  func readsSlices() throws {
    let data = Data([1, 2, 3]) + Safetensors(Self.tensors).encoded
    #expect(try Safetensors(data[3...], file: "slice").tensors.count == 4)
  }

  private static func file(_ header: String, _ rest: [UInt8] = []) -> Data {
    withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) } + Data(header.utf8) + Data(rest)
  }

  static let defects: [(Data, String)] = [
    (Data([1, 2]), "w: the file must be at least 8 bytes long, got 2"),
    (Data(repeating: 0xff, count: 16), "w, byte 0: the header's length must be at most 8, got 18446744073709551615"),
    (file("nonsense"), "w, byte 8: the header must be a JSON object"),
    (file(#"{"a":{"dtype":"F32","shape":[1]}}"#), "data_offsets is missing"),
    (
      file(#"{"a":{"dtype":"BF16","shape":[1],"data_offsets":[0,2]}}"#, [0, 0]),
      "the dtype of \"a\" must be F32, got BF16"
    ),
    (
      file(#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, [0, 0, 0, 0]),
      "data_offsets of \"a\" must be the range of a tensor of shape [2] from 0 on, in the 4 bytes there are, got [0, 4]"
    ),
    (
      file(#"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}"#),
      "data_offsets of \"a\" must be"
    ),
    (file(#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,-4]}}"#), "data_offsets of \"a\" must be"),
    (file(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, .init(repeating: 0, count: 8)), "from 0 on"),
    (file(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, [0, 0]), "in the 2 bytes there are"),
    (
      file(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, .init(repeating: 0, count: 7)),
      "w, byte 66: the file must be at its end after the last tensor, got 3 bytes more"
    ),
  ]

  @Test(
    "a file that breaks the format is refused with the place, what is allowed and what is there", arguments: defects)
  func refusesDefects(data: Data, complaint: String) {
    #expect {
      try Safetensors(data, file: "w")
    } throws: {
      "\($0)".contains(complaint) && "\($0)".hasSuffix("is this a whole safetensors file in single precision?")
    }
  }

  @Test("a network's weights come back from its tensors, and only from its own")
  func holdsNetworks() throws {
    let network = try Network(ModelSpecification(hiddenUnits: [3], activation: .tanh), features: 2, classes: 4)
    let parameters = (0..<network.parameterCount).map { Float($0) }
    let tensors = network.tensors(of: parameters)
    #expect(tensors.map(\.name) == ["0.weight", "0.bias", "2.weight", "2.bias"])
    #expect(tensors[0].shape == [2, 3] && tensors[2].values.first == 9)
    #expect(try network.parameters(from: Safetensors(tensors), file: "w") == parameters)
    let other = try Network(ModelSpecification(hiddenUnits: [5], activation: .tanh), features: 2, classes: 4)
    let softmax = try Network(ModelSpecification(.softmaxRegression), features: 2, classes: 4)
    for (stranger, complaint) in [
      (other, "w: the shape of 0.weight must be [2, 5], got [2, 3]; the file is of another model"),
      (softmax, "w: the shape of 0.weight must be [2, 4], got [2, 3]; the file is of another model"),
    ] {
      #expect { try stranger.parameters(from: Safetensors(tensors), file: "w") } throws: { "\($0)" == complaint }
    }
    #expect {
      try network.parameters(from: Safetensors(Array(tensors.prefix(2))), file: "w")
    } throws: {
      "\($0)".contains("those of the model, 0.weight, 0.bias, 2.weight, 2.bias, got 0.weight, 0.bias")
    }
    let spoilt = network.tensors(of: [.nan] + parameters.dropFirst())
    #expect {
      try network.parameters(from: Safetensors(spoilt), file: "w")
    } throws: {
      "\($0)".contains("the values of 0.weight must be finite numbers, got nan")
    }
  }
}
