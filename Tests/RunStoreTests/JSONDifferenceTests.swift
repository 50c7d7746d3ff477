import RunStore
import Testing

@Suite("Difference of two JSON texts") struct JSONDifferenceTests {
  @Test(
    "names the first value that differs, with both its states",
    arguments: [
      (#"{"claim": {"delta": 1}}"#, #"{"claim": {"delta": 1, "epsilon": 3}}"#, "claim.epsilon was left out, is now 3"),
      (#"{"a": "x", "b": 1}"#, #"{"b": 1}"#, #"a was "x", is now left out"#),
      (
        #"{"mechanism": {"noiseMultiplier": 1}}"#, #"{"mechanism": {"noiseMultiplier": 0.1}}"#,
        "mechanism.noiseMultiplier was 1, is now 0.1"
      ),
      (#"{"a": 1, "b": 2, "c": 3}"#, #"{"a": 1, "b": 3, "c": 4}"#, "b was 2, is now 3"),
      (#"{"data": {"examples": 5}}"#, "{}", "data.examples was 5, is now left out"),
      ("{}", #"{"data": {"examples": 5}}"#, "data.examples was left out, is now 5"),
      (#"{"hidden": []}"#, #"{"hidden": [16, 8]}"#, "hidden was [], is now [16, 8]"),
      (#"{"hidden": [16, 8]}"#, #"{"hidden": [16, 4]}"#, "hidden[1] was 8, is now 4"),
      (
        #"{"records": [1, 2, 3, 4, 5, 6, 7, 8, 9]}"#, #"{"records": [1]}"#,
        "records was a list of 9, is now [1]"
      ),
      (
        #"{"m": {"clipNorm": 1, "kind": "dp-sgd"}}"#, #"{"m": {"kind": "gaussian-sum"}}"#,
        #"m.kind was "dp-sgd", is now "gaussian-sum""#
      ),
      (#"{"a": 1}"#, #"{"a": true}"#, "a was 1, is now true"),
      (#"{"a": null}"#, #"{"a": 0}"#, "a was null, is now 0"),
      (
        #"{"seed": 18446744073709551614}"#, #"{"seed": 18446744073709551615}"#,
        "seed was 18446744073709551614, is now 18446744073709551615"
      ),
      (
        #"{"seed": 9007199254740992}"#, #"{"seed": 9007199254740993}"#,
        "seed was 9007199254740992, is now 9007199254740993"
      ),
    ])
  func names(old: String, new: String, words: String) throws {
    #expect(try jsonDifference(from: old, to: new) == words)
    #expect(try jsonDifference(from: new, to: new) == nil)
  }

  @Test("layout and the order of keys are no difference")
  func layout() throws {
    #expect(try jsonDifference(from: #"{"a":1,"b":[2]}"#, to: "{\n \"b\" : [ 2 ],\n \"a\" : 1\n}") == nil)
  }

  @Test("what is no JSON is an error")
  func notJSON() {
    #expect(throws: DecodingError.self) { try jsonDifference(from: "{", to: "{}") }
  }
}
