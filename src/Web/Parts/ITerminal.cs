using System.Text;

namespace Slipway.Web.Parts;

/// <summary>What a program's output asks of a terminal.</summary>
internal interface ITerminal
{
    /// <summary>Shows a character where the cursor stands.</summary>
    void Print(Rune rune);

    /// <summary>Goes to the next line.</summary>
    void NextLine();

    /// <summary>Goes to the beginning of the line; what comes then is written over what stands there.</summary>
    void Return();

    /// <summary>Goes back by a character.</summary>
    void Back();

    /// <summary>Goes up by some lines.</summary>
    void Up(int lines);

    /// <summary>Erases the whole line, or from the cursor on.</summary>
    void Erase(bool wholeLine);
}
