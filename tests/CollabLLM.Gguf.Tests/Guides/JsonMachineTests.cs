using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CollabLLM.Gguf.Guides;

namespace CollabLLM.Gguf.Tests.Guides;

public sealed class JsonMachineTests
{
    private const string Verdict = """
        {"type": "object", "properties": {"thought": {"type": "string", "maxLength": 12}, "score": {"type": "number"}, "solved": {"type": "integer", "enum": [0, 1, 10]},
         "word": {"type": ["string", "null"], "enum": ["ask", "answer", null]}, "list": {"type": "array", "items": {"type": "boolean"}, "minItems": 1, "maxItems": 3}, "note": {"type": ["integer", "null"]}},
         "required": ["thought"], "additionalProperties": false}
        """;

    [Theory]
    [InlineData(Verdict, """{"thought":"a","score":-0.25,"solved":10,"word":"ask","list":[true],"note":null}""")]
    [InlineData(Verdict, "{\n  \"thought\": \"\\u00e9\\n\\\"\", \"score\": 12 , \"solved\": 1, \"word\": null, \"list\": [true, false], \"note\": 0}")]
    [InlineData(Verdict, """{"thought":"häß€😀","score":0,"solved":0,"word":"answer","list":[true,false,true],"note":-7}""")]
    [InlineData("true", """{"a": [1, {"b": {}}, "c", [], false, null, -1.5], "d": ""}""")]
    [InlineData("true", "12.50")]
    [InlineData("""{"anyOf": [{"type": "string"}, {"type": "array", "items": {"const": "x"}}]}""", """["x", "x"]""")]
    [InlineData("""{"type": "object", "properties": {"a \"b\" ü": {}}}""", """{"a \"b\" ü": []}""")]
    public void What_fits_the_schema_is_read_to_its_end(string schema, string json)
    {
        var machine = Machine(schema);
        foreach (var next in Encoding.UTF8.GetBytes(json)) Assert.True(machine.Take(next), $"refused within {json}");
        Assert.True(machine.IsWhole);
    }

    [Theory]
    [InlineData(Verdict, """{"thought":"a","so""")]
    [InlineData(Verdict, """{"thought":"a"}""")]
    [InlineData(Verdict, """{"thought":"thirteen char""")]
    [InlineData(Verdict, """{"thought":1""")]
    [InlineData(Verdict, """{"thought":"a","score":01""")]
    [InlineData(Verdict, """{"thought":"a","score":1.}""")]
    [InlineData(Verdict, """{"thought":"a","score":1e""")]
    [InlineData(Verdict, """{"thought":"a","score":1234567890123456""")]
    [InlineData(Verdict, """{"thought":"a","score":1,"solved":2""")]
    [InlineData(Verdict, """{"thought":"a","score":1,"solved":1,"word":"o""")]
    [InlineData(Verdict, """{"thought":"a","score":1,"solved":1,"word":"ask","list":[]""")]
    [InlineData(Verdict, """{"thought":"a","score":1,"solved":1,"word":"ask","list":[true,true,true,""")]
    [InlineData(Verdict, """{"thought":"a","score":1,"solved":1,"word":"ask","list":[true],"note":1.""")]
    [InlineData(Verdict, """{"thought":"a","score":1,"solved":1,"word":"ask","list":[true],"note":null,""")]
    [InlineData(Verdict, """{"thought":"\x""")]
    [InlineData(Verdict, """{"thought":"\ud""")]
    [InlineData(Verdict, "{\"thought\":\"a\n")]
    [InlineData(Verdict, "{                 ")]
    [InlineData(Verdict, " ")]
    [InlineData("true", """{"a":1,}""")]
    [InlineData("true", "[1,]")]
    [InlineData("true", "{}{")]
    [InlineData("true", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[")]
    public void What_does_not_fit_is_refused_at_its_last_byte(string schema, string json)
    {
        var machine = Machine(schema);
        var bytes = Encoding.UTF8.GetBytes(json);
        var refused = Array.FindIndex(bytes, b => !machine.Take(b));
        Assert.Equal(bytes.Length - 1, refused);
        // All before is the beginning of some document.
        Assert.True(Finish(Replay(schema, bytes[..refused]), new Random(1)) is not null);
    }

    [Theory]
    [InlineData((byte)0x80)]
    [InlineData((byte)0xC0)]
    [InlineData((byte)0xE0, (byte)0x80)]
    [InlineData((byte)0xED, (byte)0xA0)]
    [InlineData((byte)0xF4, (byte)0x90)]
    [InlineData((byte)0xC3, (byte)'"')]
    public void Texts_are_well_formed(params byte[] bytes)
    {
        var machine = Replay("true", [(byte)'"', .. bytes[..^1]]);
        Assert.False(machine.Take(bytes[^1]));
    }

    [Theory]
    [InlineData(Verdict)]
    [InlineData("true")]
    [InlineData("""{"type": "object"}""")]
    [InlineData("""{"type": "array", "items": {"type": "object", "properties": {"a": {"type": "string", "minLength": 3, "maxLength": 4}, "b": {"type": "array"}}}, "minItems": 2}""")]
    public void Whatever_is_allowed_ends_in_a_document_of_the_schema(string schema)
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var bytes = Finish(Machine(schema), new Random(seed))!;
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
            var node = JsonNode.Parse(text);
            if (schema == Verdict) Fits(node!);
        }
    }

    [Theory]
    [InlineData("""{"type": "string", "pattern": "a"}""", "A reply cannot be held to the schema: the built-in host does not know pattern.")]
    [InlineData("""{"type": "object", "properties": {"a": {"type": "number", "minimum": 0}}}""", "A reply cannot be held to the schema, a: the built-in host does not know minimum.")]
    [InlineData("""{"$ref": "#/x"}""", "A reply cannot be held to the schema: the built-in host does not know $ref.")]
    [InlineData("""{"type": "text"}""", "A reply cannot be held to the schema: there is no type text.")]
    [InlineData("""{"enum": []}""", "A reply cannot be held to the schema: enum must be a list of something.")]
    [InlineData("""{"anyOf": [{"type": "integer"}, {"type": "number"}]}""", "A reply cannot be held to the schema: two of its alternatives begin alike.")]
    [InlineData("""{"type": "array", "minItems": 3, "maxItems": 2}""", "A reply cannot be held to the schema: minItems is above maxItems.")]
    [InlineData("""{"type": "array", "minItems": -1}""", "A reply cannot be held to the schema: minItems must be a whole number, 0 or more.")]
    [InlineData("3", "A reply cannot be held to the schema: it must be an object.")]
    public void What_a_reply_cannot_be_held_to_is_said(string schema, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<NotSupportedException>(() => Machine(schema)).Message);

    private static JsonMachine Machine(string schema) => new(JsonSchemaReader.Read(JsonElement.Parse(schema)));

    private static JsonMachine Replay(string schema, byte[] bytes)
    {
        var machine = Machine(schema);
        foreach (var next in bytes) Assert.True(machine.Take(next));
        return machine;
    }

    /// <summary>Goes on at random, with a liking for what closes, until nothing can follow or the value is whole.</summary>
    private static byte[]? Finish(JsonMachine machine, Random random)
    {
        List<byte> written = [];
        var trial = new JsonMachine(JsonShape.Any);
        while (!machine.IsWhole)
        {
            List<byte> allowed = [.. Enumerable.Range(0, 256).Select(b => (byte)b).Where(b =>
            {
                trial.CopyFrom(machine);
                return trial.Take(b);
            })];
            if (allowed.Count == 0 || written.Count > 20_000) return null;
            List<byte> closing = [.. allowed.Where(b => "\"]}0"u8.Contains(b))];
            var next = closing.Count > 0 && random.Next(3) == 0 ? closing[random.Next(closing.Count)] : allowed[random.Next(allowed.Count)];
            Assert.True(machine.Take(next));
            written.Add(next);
        }
        return [.. written];
    }

    private static void Fits(JsonNode node)
    {
        Assert.Equal(["thought", "score", "solved", "word", "list", "note"], node.AsObject().Select(p => p.Key));
        Assert.True(((string)node["thought"]!).EnumerateRunes().Count() <= 12);
        Assert.Contains((int)node["solved"]!, (int[])[0, 1, 10]);
        Assert.Contains((string?)node["word"], (string?[])["ask", "answer", null]);
        Assert.InRange(node["list"]!.AsArray().Count, 1, 3);
        Assert.True(node["note"] is null || double.IsInteger((double)node["note"]!));
    }
}
