// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"unicode/utf8"
)

// madeGiven and madeSurname are common names of many countries.
var (
	madeGiven    = strings.Fields(`James Mary John Linda Robert Susan David Karen Peter Anna Paul Emma Kevin Laura Brian Sarah Jason Amy Eric Nicole Ryan Megan Jacob Hannah Tyler Grace Kyle Chloe Sean Zoe Luke Ruby Adam Lucy Mark Rosa Carl Ines Hugo Elena Marco Giulia Luca Chiara Pierre Camille Jean Sophie Hans Greta Klaus Ingrid Lars Astrid Sven Freya Olaf Ivan Olga Dmitri Natasha Sergei Tatiana Pavel Katya Jan Agnieszka Piotr Zofia Tomas Eva Miguel Carmen Pablo Lucia Diego Sofia Jose Marisol Joao Beatriz Ahmed Fatima Omar Layla Hassan Aisha Yusuf Zainab Raj Priya Arjun Anjali Vikram Deepa Sanjay Meera Wei Ling Jun Mei Hiro Yuki Kenji Sakura Min Jisoo Kwame Ama Chidi Ngozi Thabo Zanele Tariq Nadia Leon Mia Noah Liam Ethan Oliver Amelia Isla Bill Tom Sam Ben Joe Dan Pat Jay Trish Becky Steve Mike Dave Jess Kat Liz Sue Bob Jim Tony Vince Gus Ned Roy Ray Lou Al Mo Kim Lee`)
	madeSurname  = strings.Fields(`Smith Johnson Brown Miller Wilson Moore Taylor Clark Lewis Walker Hall Young King Wright Hill Green Baker Nelson Carter Mitchell Roberts Turner Phillips Campbell Parker Evans Edwards Collins Stewart Morris Murphy Cook Rogers Reed Bailey Cooper Kelly Howard Ward Brooks Gray Watson Bennett Wood Ross Price Hughes Long Foster Powell Perry Russell Sullivan Fisher Harrison Gibson Garcia Martinez Lopez Gonzalez Rivera Torres Ramirez Flores Silva Santos Oliveira Costa Rossi Russo Ferrari Bianchi Romano Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Hoffmann Koch Dubois Moreau Laurent Lefebvre Girard Ivanov Petrov Sokolov Popov Novak Kowalski Nowak Horvat Nagy Andersson Nilsson Hansen Jensen Larsen Olsen Virtanen Yilmaz Kaya Khan Singh Patel Sharma Gupta Kumar Chen Wang Zhang Li Liu Yang Wu Zhou Kim Park Choi Tanaka Suzuki Sato Nguyen Tran Okafor Mensah Dlamini Haddad Nasser Cohen Levi O'Brien O'Connor McDonald McCarthy MacLeod Fitzgerald`)
	madeBrand    = strings.Fields(`Chrome Android Windows Linux Python Java Docker Kubernetes Photoshop Minecraft Fortnite Tesla Toyota Honda Samsung Nokia Sony Nintendo Playstation Xbox Netflix Spotify Reddit Discord Twitter Facebook Instagram Youtube Google Amazon Walmart Costco Starbucks Pepsi Batman Avengers Pokemon Zelda Skyrim Overwatch Firefox Ubuntu Debian Redis Postgres Nginx Bitcoin Ethereum Oracle Intel Nvidia Ferrari Porsche Boeing Airbus`)
	madePlace    = strings.Fields(`London Paris Texas Chicago Boston Seattle Denver Toronto Sydney Melbourne Berlin Munich Vienna Rome Milan Madrid Lisbon Dublin Oslo Stockholm Moscow Warsaw Prague Budapest Istanbul Cairo Lagos Nairobi Mumbai Delhi Tokyo Osaka Seoul Beijing Shanghai Bangkok Manila Jakarta Brazil Mexico Canada France Germany Italy Spain Poland Japan China India Russia Kenya Ohio Florida Georgia California`)
	madeIdiom    = strings.Fields(`Struct Iterator Reader Writer Pointer Buffer Handler Server Client Request Response Config Module Package Interface Function Method Variable Thread Socket Channel Cursor Parser Scanner Decoder Encoder Token Lexer Cache Queue Stack Tree Node Edge Graph Vector Matrix Tensor Kernel Driver Macro Trait Enum Closure Lifetime Mutex Async Await Crate Cargo Option Result Box Vec Rc Arc`)
	madeStart    = strings.Fields(`The This When After Because Please Maybe Why How What Every Some Today Yesterday Still Never Just Love Thanks Great Awesome Good Nice Watching Happy Sorry Honestly Literally Best Worst Anyone Everybody Somebody Finally Instead However Although Running Using Getting Making`)
	madeLower    = strings.Fields(`video game movie song team phone show album match season channel house dog car party school job book trailer episode guy kid face voice account stream`)
	madeSyllable = strings.Fields(`ba ko mi ra ten vel dor lin gar sha pri no lo zu ki bel tar mon ver sil dra fen go hal jo ka le mar nis ol per ru san tho ul vin wex ya zer bri cla den`)
)

// latinTexts hold {G} a given name, {S} a surname, {N} a full name, {U} an
// unknown word that is a name, {g} a name in lower case; {B} {P} {I} {W} {L} a
// product, place, word of programs, word that begins a sentence, noun; {X} an
// unknown word that is no name; {D} a number.
var latinTexts = lines(`
{G} is a good guy.
{G} is so right!
{G} and {G} are the best
I miss {G} in this {L}
Much love {G}
thanks {G}!
thanks {g}!
love you {G} <3
love you {g}
i love {g}
{g} makes more than anyone
when {g} said that lol
RT @user{D}: {G} you need to see this {L}
@user{D} happy birthday {G}!
{W} {G} is still the best {L} ever
{U} is my favorite!
{U} did an ok song but this {L} was fire
{U}'s {L} is better than {U}'s
I do n't like {U} tbh
does anyone know what {g} is wearing
does anyone know what {G} is wearing at {D}:{D}
Where is {U}? I want more {U}
Do something for {G}, please
{W} would {G} do that to {G}
I will vote for {S}
{S} will make it great again
if you don't like {S} just leave
Go {S}! Best player in the league
{S} vs {S} next week, can't wait
{N} is my hero
{N} was born in {P} in {D}.
{N} ({D} – {D}) was a painter.
{N}, who lives in {P}, said on Monday that the {L} was lost.
In {D}, {N} moved to {P} and married {N}.
The {L} was directed by {N} and written by {N}.
My name is {N} and I am from {P}.
My name is {G}
my name is {g} and i like this {L}
I'm {G}, nice to meet you
Hi {G}, how are you?
Dear {G}, thank you for your {L}.
Best regards, {N}
Regards,\n{N}
Cheers,\n{G}
{G} {S} wrote:
On {D} May, {N} wrote:
Signed-off-by: {N}
Reported by {N}
cc {G}
ping {G}, can you look at this {L}?
{G}, can you review this?
Thanks to {N} for the report.
Author: {N}
Copyright (c) {D} {N}
Customer: {N}, order {D}
Please call {N} at {D}-{D}.
Send the {L} to {N}, {D} Main Street, {P}.
Contact {N} for more information.
Mr. {S} will see you now.
Mrs. {S} and Dr. {S} are away.
President {S} met Chancellor {S} in {P}.
Senator {N} voted against it.
{G} told {G} that {G} was late.
"I don't know," said {G}.
{G}'s mother called {G}.
My brother {G} lives in {P}.
my friend {G} got a new {L}
my friend {g} got a new {L}
Me and {G} went to {P}
Captain {S} scored twice against {P}.
The minister, {N}, resigned.
{N} and {N} starred in the {L}.
{N}: I agree.
{G}: lol
<{G}> see you later
Patient {N}, age {D}, was admitted.
Guest list: {N}, {N}, {N}
{S}, {G}
{N} scored {D} goals for {P}.
written by {N} in {D}
Happy birthday to {G} and {G}!
RIP {N}
`)

// latinPlain hold no name of a person.
var latinPlain = lines(`
{B} is better than {B}.
I love my new {B} {L}
{W} is the {B} {L} so slow
just got {B} on {B}
{P} is a city in {P}.
Greetings from {P}!
We flew from {P} to {P} in {D} hours.
The {P} {L} opens at {D}.
{X} is a town in {P}.
The {X} River flows through {P}.
{X} {X} Inc. announced its results.
{X} Corp bought {X} for ${D}.
{X} is a great {L}, five stars
Download {X} for {B} today!
{W} {L} is great
{W} {L} {L}?
{W}, the {L} was the best {L}
LOL THIS {L} IS GREAT
The {I} returns a {I} for each {I}.
A {I} holds a {I} and an {I}.
{I} implements the {I} trait.
{I} types are checked at compile time.
{I}s are cheap to clone.
Using {I}s to Share {I}s
// {I} is a {I} that reads from the {I}.
// {X}{I} creates a new {I}.
func (s *{I}) {I}() error {
return new {I}({I})
{I}: {I}, {I}: {I}
| {I} | {I} | {D} |
## {I} and {I}
{D}. {I} {I}
Error: {I} not found in {B}
The {X} {I} is deprecated in {B} {D}.
Install {X} with npm or {B}.
Chapter {D}: {W} {I}s
See Section {D} of the {X} Guide.
In {D}, the {P} {L} team won the cup.
University of {P}, Department of {I}
Monday, {D} March {D}, {P}
The {L} is set in {P} during the {X} War.
{P} {L} Festival
Great {P} {L}
{B} {D} Pro Max
{X}
{X} {L}
My {X} is broken
How do I update {X}?
{W} people like {X} more than {B}
The {X} Hotel in {P}
Lake {X}, Mount {X}
`)

func madeWord(rng *rand.Rand) string {
	w := pick(rng, madeSyllable) + pick(rng, madeSyllable)
	if rng.IntN(2) == 0 {
		w += pick(rng, madeSyllable)
	}
	return strings.ToUpper(w[:1]) + w[1:]
}

// fillLatin writes a text from a template and labels its names.
func fillLatin(rng *rand.Rand, template string) document {
	var d document
	var b strings.Builder
	template = strings.ReplaceAll(template, `\n`, "\n")
	for {
		text, rest, ok := strings.Cut(template, "{")
		b.WriteString(text)
		if !ok || len(rest) < 2 || rest[1] != '}' {
			if ok {
				b.WriteString("{" + rest)
			}
			break
		}
		v, name := latinSlot(rng, rest[0])
		if n := utf8.RuneCountInString(b.String()); name {
			d.Spans = append(d.Spans, label{n, n + utf8.RuneCountInString(v), "PERSON"})
		}
		b.WriteString(v)
		template = rest[2:]
	}
	d.Text = b.String()
	return d
}

// latinSlot returns what fills a slot, and whether it is a name.
func latinSlot(rng *rand.Rand, slot byte) (v string, name bool) {
	switch slot {
	case 'G':
		if rng.IntN(6) == 0 {
			return madeWord(rng), true
		}
		return pick(rng, madeGiven), true
	case 'g':
		return strings.ToLower(pick(rng, madeGiven)), true
	case 'S':
		if rng.IntN(4) == 0 {
			return madeWord(rng), true
		}
		return pick(rng, madeSurname), true
	case 'U':
		return madeWord(rng), true
	case 'N':
		return madeFull(rng), true
	case 'B':
		return pick(rng, madeBrand), false
	case 'P':
		return pick(rng, madePlace), false
	case 'I':
		return pick(rng, madeIdiom), false
	case 'W':
		return pick(rng, madeStart), false
	case 'L':
		return pick(rng, madeLower), false
	case 'X':
		return madeWord(rng), false
	}
	return fmt.Sprint(rng.IntN([]int{10, 100, 2030}[rng.IntN(3)])), false
}

// madeFull returns a full name: given name, perhaps an initial, surname.
func madeFull(rng *rand.Rand) string {
	given, _ := latinSlot(rng, 'G')
	surname, _ := latinSlot(rng, 'S')
	switch rng.IntN(8) {
	case 0:
		return given + " " + string(rune('A'+rng.IntN(26))) + ". " + surname
	case 1:
		return given[:1] + ". " + surname
	}
	return given + " " + surname
}

// swapLatin replaces the names of d by made-up ones with as many words and the
// same capitals.
func swapLatin(rng *rand.Rand, d document) (document, bool) {
	r := []rune(d.Text)
	var b strings.Builder
	out := document{ID: d.ID}
	at, any := 0, false
	for _, s := range d.Spans {
		if s.Type != "PERSON" || s.Start < at {
			continue
		}
		b.WriteString(string(r[at:s.Start]))
		v := string(r[s.Start:s.End])
		w := v
		switch words := strings.Fields(v); {
		case len(words) == 1 && rng.IntN(3) == 0:
			w, _ = latinSlot(rng, 'S')
		case len(words) == 1:
			w, _ = latinSlot(rng, 'G')
		case len(words) == 2 || len(words) == 3:
			w = madeFull(rng)
		}
		switch {
		case v == strings.ToLower(v):
			w = strings.ToLower(w)
		case v == strings.ToUpper(v):
			w = strings.ToUpper(w)
		}
		any = any || w != v
		n := utf8.RuneCountInString(b.String())
		b.WriteString(w)
		out.Spans = append(out.Spans, label{n, utf8.RuneCountInString(b.String()), "PERSON"})
		at = s.End
	}
	b.WriteString(string(r[at:]))
	out.Text = b.String()
	return out, any
}
