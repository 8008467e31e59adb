using System.Text;
using Slipway.Cli.Output;

namespace Slipway.Tests.Cli;

public sealed class TerminalFilterTests
{
    [Theory]
    [InlineData("plain\r\nlines\n", "plain\r\nlines\n")]
    [InlineData("\r 10% ██\r 20% ████", "\r 10% ██\r 20% ████")]
    [InlineData("\x1b[1;31mred\x1b[0m \x1b[2K\x1b[1A\n", "\x1b[1;31mred\x1b[0m \x1b[2K\x1b[1A\n")]
    [InlineData("\x1b]0;a title\x07text", "text")]
    [InlineData("\x1b]52;c;cm0gLXJm\x1b\\text", "text")]
    [InlineData("\x1bP$q\"p\x1b\\text", "text")]
    [InlineData("a\x1b[6nb\x1b[cc\x1b[?1049hd", "abcd")]
    [InlineData("a\x1b[?25lb\x1b[?25h", "a\x1b[?25lb\x1b[?25h")]
    [InlineData("a\x1b" + "cb\x1b(Bc", "abc")]
    [InlineData("\x1b]never ended\nnext line", "next line")]
    [InlineData("\u009d52;c;cm0gLXJm\u0007text", "text")]
    [InlineData("\u009d0;title\u009ctext", "text")]
    [InlineData("\x1b]0;title\u009ctext", "text")]
    [InlineData("\u0090$q\"p\x1b\\text", "text")]
    [InlineData("a\u009b6nb\u009b31mc", "ab\x1b[31mc")]
    [InlineData("\x1b\u009d52;c;x\u0007a\x1b[\u009d52;c;x\u0007b", "ab")]
    [InlineData("a\u0005b", "ab")]
    [InlineData("\u00a320 \u00b0C caf\u00e9 \u00c2\u00c2", "\u00a320 \u00b0C caf\u00e9 \u00c2\u00c2")]
    public void F_9_a_terminal_gets_text_colours_and_movements_and_nothing_that_makes_it_act(string written, string passed)
    {
        var bytes = Encoding.UTF8.GetBytes(written);
        for (var piece = 1; piece <= bytes.Length; piece++)
        {
            var filter = new TerminalFilter();
            var got = bytes.Chunk(piece).SelectMany(part => filter.Pass(part)).ToArray();
            Assert.Equal(passed, Encoding.UTF8.GetString(got));
        }
    }

    [Theory]
    [InlineData("done\n", "")]
    [InlineData("done", "\n")]
    [InlineData("\x1b[31mred", "\x1b[0m\n")]
    public void F_9_a_terminal_is_left_as_it_was(string written, string end)
    {
        var filter = new TerminalFilter();
        filter.Pass(Encoding.UTF8.GetBytes(written));
        Assert.Equal(end, Encoding.UTF8.GetString(filter.End()));
    }
}
