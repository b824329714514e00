package main
// 13800000001
