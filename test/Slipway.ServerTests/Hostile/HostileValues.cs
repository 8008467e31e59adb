using System.Text;

namespace Slipway.ServerTests.Hostile;

/// <summary>What no program expects, and somebody sends all the same.</summary>
internal static class HostileValues
{
    /// <summary>Sent to every field, whatever the dice say.</summary>
    public static readonly IReadOnlyList<string> AlwaysInJson = ["\"a\\u0000b\"", "\"\\ud83d\""];

    /// <summary>JSON, or nearly.</summary>
    public static readonly IReadOnlyList<string> Json =
    [
        .. Texts(), .. Numbers(), .. Nested(),
        "true", "null", "[]", "{}", "[null]", "[[]]", "[\"x\",\"x\\u0000\"]", "[\"\\udc00\"]", "{\"\\ud800\":1}", "{\"\\u0000\":1}", "{\"\":\"\"}",
        "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}", "{\"a\":{\"b\":[{\"c\":1,\"c\":2}]}}", "{\"A\":1,\"a\":1}", "{\"__proto__\":{\"x\":1},\"$ref\":\"#\"}",
        "{\"m\":\"wandb-artifact://vision/lab/x\\u0000:v0\"}", "{\"m\":\"wandb-artifact://_id/\\u0000\"}", "{\"m\":\"wandb-artifact://_id/99999999999999999999\"}",
        "{\"runConfig\":{\"${alias}\":1,\"prod\":2}}", "{\"runConfig\":{\"a\":\"\\udead\"}}", "{\"name\":\"((((a{0,30}){0,30}){0,30}){0,30})\"}",
        "NaN", "-Infinity", "undefined", "'x'", "[1,]", "{\"a\":1,}", "\"", "{", "[", "\"\\x\"", "\"\t\"", "01", "+1", "tru", "",
    ];

    /// <summary>As they stand in an address, percent-encoded.</summary>
    public static readonly IReadOnlyList<string> InAddress =
    [
        "%00", "a%00b", "%FF", "%C0%80", "%ED%A0%80", "%E2%80%AE", "%E2%80%8B", "a%CC%81", "%C3%A9", "%F0%9F%98%80", "%F0%9F", "%2F", "%252F", "%2e%2e", "..", ".", "%20", "+",
        "%0A", "abc%0A", "%0d%0aX:%201", "%25", "%zz", "%", "%u0000", "a:b", ":", ";a=b", "*", "v0", "v-1", "v99999999999", "v00", "latest", "_id", "null", "-1", "0", "1e400", "NaN",
        "2147483648", "9223372036854775807", "9223372036854775808", "99999999999999999999", "0x10", "true", "1.5", "{{x}}", "$%7Balias%7D", "'%20or%201=1--", "%27", "%22", "%5C", "%5B%5D",
        "0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59.9999999-14:00", "config.", "-config.%22", "summary.a%27b", "%F4%90%80%80", "%EF%BF%BF", "", new('a', 5_000), "%D0%96" + new string('%', 3),
    ];

    /// <summary>Whole bodies, which no field has brought forth.</summary>
    public static readonly IReadOnlyList<byte[]> Bodies =
    [
        [], "null"u8.ToArray(), "[]"u8.ToArray(), "\"\""u8.ToArray(), "{\"\\ud800\":1}"u8.ToArray(), "{\"\\u0000\":1}"u8.ToArray(), "{\"\":{}}"u8.ToArray(), "{} {}"u8.ToArray(),
        [0xFF, 0xFE, (byte)'{', (byte)'}'], [0xEF, 0xBB, 0xBF, (byte)'{', (byte)'}'], [0], "{\"a"u8.ToArray(), [(byte)'{', (byte)'"', 0xC3, 0x28, (byte)'"', (byte)':', (byte)'1', (byte)'}'],
        Encoding.UTF8.GetBytes(Repeat("[", 200_000)), Encoding.UTF8.GetBytes(Repeat("{\"a\":", 5_000)),
    ];

    /// <summary>A text that the dice make, as JSON writes it.</summary>
    public static string Text(Random dice)
    {
        string[] parts = ["a", "é", "e\\u0301", "\\u0000", "\\ud83d", "\\ude00", "\\ud83d\\ude00", "\\u200b", "\\u202e", "/", "..", ":", "%2F", "${alias}", "$", "{{x}}", "\\n", "\\u001b[31m", " ", "\\\"", "\\\\", "漢", "v0", "\\ufeff", "-", "_", "'"];
        return $"\"{string.Concat(Enumerable.Range(0, dice.Next(1, 8)).Select(_ => parts[dice.Next(parts.Length)]))}\"";
    }

    private static IEnumerable<string> Texts() =>
    [
        "\"\"", "\" \"", "\"\\u0000\"", "\"\\udc00\\ud800\"", "\"\\n\"", "\"abc\\n\"", "\"\\u202Etxt.exe\"", "\"a\\u200Bb\"", "\"e\\u0301\"", "\"\\uFEFFx\"", "\"\\uFFFF\"", "\".\"", "\"..\"", "\"/\"", "\"%2F\"", "\"a:b\"", "\"x/y/z:v0\"",
        "\"vision/lab/clf\\n:v0\"", "\"wandb-artifact://vision/lab/clf:v0\"", "\"wandb-artifact://\"", "\"${alias}\"", "\"${\"", "\"$TOKEN\"", "\"{{x}}\"", "\"whsec_\"", "\"{\\\"a\\\":1,\\\"a\\\":2}\"", "\"{\\\"\\\\ud800\\\":1}\"", "\"{\\\"a\\\":\\\"\\\\u0000\\\"}\"",
        "\"{\\\"runConfig\\\":{\\\"${alias}\\\":1,\\\"prod\\\":2}}\"", "\"(((a{0,30}){0,30}){0,30})\"", "\"(?<=a)b\"", "\"[\"", "\"https://a.example.com/\\u00e9 x\"", "\"http://[::1]:8080\"", "\"https://a.example.com:99999/\"", "\"javascript:alert(1)\"",
        "\"0001-01-01T00:00:00+14:00\"", "\"9999-12-31T23:59:59.9999999-14:00\"", "\"2026-02-30T00:00:00Z\"", "\"1e400\"", "\"99999999999999999999\"", "\"0\"", "\"-1\"", "\"../../etc/passwd\"", "\"C:\\\\\\\\x\"", "\"a\\\\\\\\b\"",
        $"\"{Repeat("x", 300)}\"", $"\"{Repeat("x", 70_000)}\"", $"\"{Repeat("é", 300_000)}\"", $"\"{Repeat("${tag}", 2_000)}\"",
    ];

    private static IEnumerable<string> Numbers() =>
    [
        "0", "-0", "-1", "0.5", "1.0", "1e2", "1e-400", "1e400", "-1e400", "2147483648", "-2147483649", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "123456789012345678901234567890", $"1{Repeat("0", 400)}", "0." + Repeat("1", 400),
    ];

    private static IEnumerable<string> Nested() =>
    [
        Repeat("[", 55) + Repeat("]", 55), Repeat("[", 62) + Repeat("]", 62), Repeat("[", 70) + Repeat("]", 70), Repeat("{\"a\":", 55) + "1" + Repeat("}", 55), Repeat("{\"a\":", 61) + "1" + Repeat("}", 61), Repeat("{\"a\":", 3_000) + "1" + Repeat("}", 3_000),
    ];

    private static string Repeat(string text, int times) => new StringBuilder().Insert(0, text, times).ToString();
}
