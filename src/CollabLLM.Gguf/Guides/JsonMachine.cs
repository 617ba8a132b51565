namespace CollabLLM.Gguf.Guides;

/// <summary>
/// Reads a JSON value byte by byte and knows at each place which byte may follow. Compact but for a little white space; texts are well-formed UTF-8 without
/// escaped surrogates; numbers have at most 15 digits on either side and no exponent. Not thread-safe.
/// </summary>
internal sealed class JsonMachine
{
    private const int Deepest = 32;
    private const int MostBlanks = 16;
    private const int MostDigits = 15;

    private readonly Frame[] _frames = new Frame[Deepest];
    private int _depth;
    private int _blanks;

    public JsonMachine(JsonShape shape) => Push(shape);

    /// <summary>The value is complete and nothing may follow.</summary>
    public bool IsFinished => _depth == 0;

    /// <summary>What was read is a whole value, though a number may go on.</summary>
    public bool IsWhole => _depth == 0 || (_depth == 1 && (IsWholeNumber(_frames[0]) || WholeLiteral(_frames[0])));

    public void CopyFrom(JsonMachine other)
    {
        Array.Copy(other._frames, _frames, other._depth);
        (_depth, _blanks) = (other._depth, other._blanks);
    }

    /// <returns>Whether the byte may stand here. If not, the machine is of no further use.</returns>
    public bool Take(byte next)
    {
        while (_depth > 0)
        {
            if (Step(ref _frames[_depth - 1], next) is { } taken) return taken;
        }
        return false;
    }

    /// <returns>Null when the byte is for the frame that is on top now.</returns>
    private bool? Step(ref Frame top, byte next) => top.Shape.Kind switch
    {
        JsonKind.Any => Become(ref top, JsonShape.Of(next)),
        JsonKind.Union => Become(ref top, top.Shape.Alternatives.FirstOrDefault(a => a.Begins(next))),
        JsonKind.Object => StepObject(ref top, next),
        JsonKind.Dictionary => StepDictionary(ref top, next),
        JsonKind.Array => StepArray(ref top, next),
        JsonKind.Text => StepText(ref top, next),
        JsonKind.Number => StepNumber(ref top, next),
        _ => StepLiteral(ref top, next),
    };

    private static bool? Become(ref Frame top, JsonShape? shape)
    {
        if (shape is null) return false;
        top = Begin(shape);
        return null;
    }

    private bool? StepObject(ref Frame top, byte next)
    {
        var members = top.Shape.Members;
        switch (top.Place)
        {
            case Place.Open:
                return next == '{' && Go(ref top, members.Count == 0 ? Place.Next : Place.Key);
            case Place.Key when next == '"':
                top.Position = 1;
                return Go(ref top, Place.InKey);
            case Place.InKey:
                var key = members[(int)top.Count].Key;
                return next == key[top.Position] && Go(ref top, ++top.Position == key.Length ? Place.Colon : Place.InKey);
            case Place.Colon when next == ':':
                return Go(ref top, Place.Value);
            case Place.Value when !IsBlank(next):
                Go(ref top, Place.Next);
                return Push(members[(int)top.Count++].Value);
            case Place.Next when next == ',' && top.Count < members.Count:
                return Go(ref top, Place.Key);
            case Place.Next when next == '}' && top.Count == members.Count:
                return Pop();
            default:
                return Blank(next);
        }
    }

    private bool? StepDictionary(ref Frame top, byte next)
    {
        switch (top.Place)
        {
            case Place.Open:
                return next == '{' && Go(ref top, Place.Key);
            case Place.Key when next == '"':
                Go(ref top, Place.Colon);
                top.Count++;
                return Push(JsonShape.Text);
            case Place.Colon when next == ':':
                return Go(ref top, Place.Value);
            case Place.Value when !IsBlank(next):
                Go(ref top, Place.Next);
                return Push(top.Shape.Item);
            case Place.Next when next == ',':
                return Go(ref top, Place.Key);
            case Place.Next or Place.Key when next == '}' && (top.Place == Place.Next || top.Count == 0):
                return Pop();
            default:
                return Blank(next);
        }
    }

    private bool? StepArray(ref Frame top, byte next)
    {
        switch (top.Place)
        {
            case Place.Open:
                return next == '[' && Go(ref top, Place.Value);
            case Place.Value or Place.Next when next == ']' && top.Count >= top.Shape.Least && (top.Place == Place.Next || top.Count == 0):
                return Pop();
            case Place.Value when !IsBlank(next) && top.Count < top.Shape.Most:
                Go(ref top, Place.Next);
                top.Count++;
                return Push(top.Shape.Item);
            case Place.Next when next == ',' && top.Count < top.Shape.Most:
                return Go(ref top, Place.Value);
            default:
                return Blank(next);
        }
    }

    private bool? StepText(ref Frame top, byte next)
    {
        switch (top.Place)
        {
            case Place.Open:
                return next == '"' && Go(ref top, Place.InText);
            case Place.Escape:
                if (next == 'u') top.Position = 4;
                return (next == 'u' || "\"\\/bfnrt"u8.Contains(next)) && Go(ref top, next == 'u' ? Place.Hex : Place.InText);
            case Place.Hex:
                // D at the front would be half of a surrogate pair.
                if (!char.IsAsciiHexDigit((char)next) || (top.Position == 4 && next is (byte)'d' or (byte)'D')) return false;
                return Go(ref top, --top.Position == 0 ? Place.InText : Place.Hex);
            case Place.InCharacter:
                if (next < top.Low || next > top.High) return false;
                (top.Low, top.High) = (0x80, 0xBF);
                return Go(ref top, --top.Position == 0 ? Place.InText : Place.InCharacter);
        }
        if (next == '"') return top.Count >= top.Shape.Least && Pop();
        if (next < 0x20 || top.Count >= top.Shape.Most) return false;
        top.Count++;
        if (next == '\\') return Go(ref top, Place.Escape);
        if (next < 0x80) return true;
        // The table of well-formed sequences: The Unicode Standard, 3-7.
        (top.Position, top.Low, top.High) = next switch
        {
            >= 0xC2 and <= 0xDF => (1, 0x80, 0xBF),
            0xE0 => (2, 0xA0, 0xBF),
            0xED => (2, 0x80, 0x9F),
            >= 0xE1 and <= 0xEF => (2, 0x80, 0xBF),
            0xF0 => (3, 0x90, 0xBF),
            >= 0xF1 and <= 0xF3 => (3, 0x80, 0xBF),
            0xF4 => (3, 0x80, 0x8F),
            _ => (0, 0, 0),
        };
        return top.Position > 0 && Go(ref top, Place.InCharacter);
    }

    private bool? StepNumber(ref Frame top, byte next)
    {
        var digit = char.IsAsciiDigit((char)next);
        switch (top.Place)
        {
            case Place.Open when next == '-':
                return Go(ref top, Place.Minus);
            case Place.Open or Place.Minus when digit:
                top.Position = 1;
                return Go(ref top, next == '0' ? Place.Zero : Place.Whole);
            case Place.Zero or Place.Whole when next == '.' && !top.Shape.IsInteger:
                top.Position = 0;
                return Go(ref top, Place.Point);
            case Place.Point or Place.Fraction when digit:
                return ++top.Position <= MostDigits && Go(ref top, Place.Fraction);
            case Place.Whole when digit:
                return ++top.Position <= MostDigits;
            default:
                // The first byte that is none of a number's ends it; what it means is for what is around the number.
                if (!IsWholeNumber(top)) return false;
                Pop();
                return null;
        }
    }

    private bool? StepLiteral(ref Frame top, byte next)
    {
        var literals = top.Shape.Literals;
        long alive = 0;
        for (var i = 0; i < literals.Count; i++)
        {
            if ((top.Count >> i & 1) != 0 && top.Position < literals[i].Length && literals[i][top.Position] == next) alive |= 1L << i;
        }
        if (alive == 0)
        {
            // Of 1 and 10, the 1.
            if (!WholeLiteral(top)) return false;
            Pop();
            return null;
        }
        (top.Count, top.Position) = (alive, top.Position + 1);
        for (var i = 0; i < literals.Count; i++)
        {
            if ((alive >> i & 1) != 0 && literals[i].Length > top.Position) return true;
        }
        return Pop();
    }

    private static bool IsWholeNumber(in Frame frame) => frame.Shape.Kind == JsonKind.Number && frame.Place is Place.Zero or Place.Whole or Place.Fraction;

    private static bool WholeLiteral(in Frame frame)
    {
        if (frame.Shape.Kind != JsonKind.Literal) return false;
        for (var i = 0; i < frame.Shape.Literals.Count; i++)
        {
            if ((frame.Count >> i & 1) != 0 && frame.Shape.Literals[i].Length == frame.Position) return true;
        }
        return false;
    }

    private static bool IsBlank(byte next) => next is (byte)' ' or (byte)'\n';

    private bool Blank(byte next) => IsBlank(next) && ++_blanks <= MostBlanks;

    private bool Go(ref Frame top, Place place)
    {
        top.Place = place;
        _blanks = 0;
        return true;
    }

    private bool? Push(JsonShape shape)
    {
        if (_depth == Deepest) return false;
        _frames[_depth++] = Begin(shape);
        return null;
    }

    private bool Pop()
    {
        _depth--;
        _blanks = 0;
        return true;
    }

    private static Frame Begin(JsonShape shape) => new() { Shape = shape, Count = shape.Kind == JsonKind.Literal ? -1 : 0 };

    private enum Place
    {
        Open,
        Key,
        InKey,
        Colon,
        Value,
        Next,
        InText,
        Escape,
        Hex,
        InCharacter,
        Minus,
        Zero,
        Whole,
        Point,
        Fraction,
    }

    private struct Frame
    {
        public JsonShape Shape;
        public Place Place;

        /// <summary>Members, items or characters so far; of a literal, the values still in question as bits.</summary>
        public long Count;

        /// <summary>Within a key, a literal or a number; bytes or digits still to come in a character.</summary>
        public int Position;

        /// <summary>Of the next byte of a character.</summary>
        public int Low;
        public int High;
    }
}
