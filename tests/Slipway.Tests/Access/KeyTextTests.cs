using System.Security.Cryptography;
using System.Text;
using Slipway.Core.Access;
using Slipway.Tests.Support;

namespace Slipway.Tests.Access;

public sealed class KeyTextTests
{
    [Fact]
    public void A_key_reads_back_as_it_was_shown()
    {
        var key = KeyText.Create(new SeededRandomness());

        var back = KeyText.TryParse(key.Reveal());

        Assert.Matches("^slw_[A-Za-z0-9]{12}_[A-Za-z0-9]{28}[0-9a-f]{8}$", key.Reveal());
        Assert.NotNull(back);
        Assert.Equal(key.Id, back.Id);
        Assert.Equal(key.HashSecret(), back.HashSecret());
    }

    [Fact]
    public void What_is_kept_is_the_SHA_256_of_the_secret_alone()
    {
        var key = KeyText.Create(new SeededRandomness());
        var secret = key.Reveal()[17..45];

        Assert.Equal(SHA256.HashData(Encoding.ASCII.GetBytes(secret)), key.HashSecret());
    }

    [Fact]
    public void Every_change_of_a_single_character_is_refused()
    {
        var text = KeyText.Create(new SeededRandomness()).Reveal();
        var characters = Enumerable.Range(0, 256).Select(code => (char)code).Append('Ā').Append('‘').ToArray();

        var accepted =
            from at in Enumerable.Range(0, text.Length)
            from character in characters
            where character != text[at]
            let changed = text[..at] + character + text[(at + 1)..]
            where KeyText.TryParse(changed) is not null
            select $"{at}: U+{(int)character:X4}";

        Assert.Empty(accepted);
    }

    [Fact]
    public void Two_characters_that_changed_places_are_refused()
    {
        var text = KeyText.Create(new SeededRandomness()).Reveal();

        var accepted =
            from at in Enumerable.Range(0, text.Length - 1)
            where text[at] != text[at + 1]
            let changed = text[..at] + text[at + 1] + text[at] + text[(at + 2)..]
            where KeyText.TryParse(changed) is not null
            select at;

        Assert.Empty(accepted);
    }

    [Fact]
    public void What_is_longer_shorter_or_nothing_is_no_key()
    {
        var text = KeyText.Create(new SeededRandomness()).Reveal();

        Assert.Null(KeyText.TryParse(null));
        Assert.Null(KeyText.TryParse(""));
        Assert.Null(KeyText.TryParse(text[..^1]));
        Assert.Null(KeyText.TryParse(text + "0"));
        Assert.Null(KeyText.TryParse(" " + text));
        Assert.Null(KeyText.TryParse(text.ToUpperInvariant()));
        Assert.Null(KeyText.TryParse($"Bearer {text}"[..text.Length]));
    }

    [Fact]
    public void A_new_secret_keeps_the_id_and_ends_the_old_one()
    {
        var randomness = new SeededRandomness();
        var old = KeyText.Create(randomness);

        var rotated = KeyText.CreateFor(old.Id, randomness);

        Assert.Equal(old.Id, rotated.Id);
        Assert.NotEqual(old.HashSecret(), rotated.HashSecret());
    }

    [Fact]
    public void A_key_that_is_printed_by_mistake_is_not_leaked()
    {
        var key = KeyText.Create(new SeededRandomness());

        var printed = $"{key} {KeyText.TryParse(key.Reveal())}";

        Assert.Equal($"slw_{key.Id}_… slw_{key.Id}_…", printed);
    }
}
