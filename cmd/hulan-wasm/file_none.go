// SPDX-License-Identifier: Apache-2.0

//go:build js && !hulandocument

package main

import "syscall/js"

var errNoFiles = failure{"build", `this build reads texts only; load({build: "documents"}) reads files`}

func findFile([]js.Value) ([]byte, error)   { return nil, errNoFiles }
func redactFile([]js.Value) ([]byte, error) { return nil, errNoFiles }
